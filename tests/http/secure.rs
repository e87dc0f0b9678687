//! A publisher that speaks TLS, and HTTP/2 or 1.1 as the client chooses by ALPN, with a certificate of its own authority.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper::{Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, PublicKeyData};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use url::Url;

/// Answers until it is dropped.
pub(crate) struct Secure {
    pub address: SocketAddr,
    /// Of the authority, DER.
    pub authority: Vec<u8>,
    pub pin: [u8; 32],
    asked: Arc<Mutex<Vec<Version>>>,
    _listening: JoinSet<()>,
}

impl Secure {
    /// Gives `body` to whoever asks; with `location` a redirect there.
    pub(crate) async fn start(body: &'static str, location: Option<Url>) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "Harbour authority");
        let key = KeyPair::generate().unwrap();
        let authority = params.self_signed(&key).unwrap().der().to_vec();
        let issuer = Issuer::new(params, key);
        let key = KeyPair::generate().unwrap();
        let own = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let own = own.signed_by(&key, &issuer).unwrap();
        let pin = Sha256::digest(key.subject_public_key_info()).into();
        let secret = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![own.der().clone()], secret)
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::default();
        let desk = Desk { body, location, asked: Arc::clone(&asked) };
        let mut listening = JoinSet::new();
        listening.spawn(serve(listener, TlsAcceptor::from(Arc::new(config)), Arc::new(desk)));
        Self { address, authority, pin, asked, _listening: listening }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("https://{}{path}", self.address)).unwrap()
    }

    /// The version of HTTP of each request that was understood.
    pub(crate) fn asked(&self) -> Vec<Version> {
        self.asked.lock().unwrap().clone()
    }

    /// The authority as an operator is given it.
    pub(crate) fn authority_pem(&self) -> String {
        let text = BASE64.encode(&self.authority);
        format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
    }
}

struct Desk {
    body: &'static str,
    location: Option<Url>,
    asked: Arc<Mutex<Vec<Version>>>,
}

impl Desk {
    fn answer(&self, version: Version) -> Response<String> {
        self.asked.lock().unwrap().push(version);
        let response = match &self.location {
            Some(to) => Response::builder().status(302).header("location", to.as_str()),
            None => Response::builder(),
        };
        response.body(self.body.to_owned()).unwrap()
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, desk: Arc<Desk>) {
    let mut clients = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (acceptor, desk) = (acceptor.clone(), Arc::clone(&desk));
        clients.spawn(async move {
            // A client that does not trust us hangs up.
            let Ok(stream) = acceptor.accept(stream).await else { return };
            let is_h2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
            let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
                std::future::ready(Ok::<_, Infallible>(desk.answer(request.version())))
            });
            let stream = TokioIo::new(stream);
            if is_h2 {
                http2::Builder::new(TokioExecutor::new())
                    .serve_connection(stream, service)
                    .await
                    .ok();
            } else {
                http1::Builder::new().serve_connection(stream, service).await.ok();
            }
        });
    }
}
