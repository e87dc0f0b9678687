//! What an operator trusts for one feed: an authority of its own in place of the system's, keys that must be among the
//! server's, or both.

use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};
use sha2::{Digest, Sha256};

/// A feed's own trust. The same value is one client with one pool of connections.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FeedTls {
    /// Certificates of authorities, DER; without any the system's count.
    pub authorities: Vec<Vec<u8>>,
    /// SHA-256 of public keys (SPKI, as in RFC 7469 section 2.4); without any every trusted key will do.
    pub pins: Vec<[u8; 32]>,
}

/// Why a file holds no authority.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    #[error("holds no certificate in PEM")]
    None,
    #[error("holds a certificate that cannot be read: {0}")]
    Unreadable(String),
}

/// A key that is none of those the operator named.
#[derive(Debug, thiserror::Error)]
#[error("its key is none of the feed's pin_sha256; it has {found}")]
struct NotPinned {
    found: String,
}

/// The certificates of a PEM file, as far as they could sign anything.
pub fn read_authorities(pem: &[u8]) -> Result<Vec<Vec<u8>>, AuthorityError> {
    let unreadable = |error: &dyn std::fmt::Display| AuthorityError::Unreadable(error.to_string());
    let mut authorities = Vec::new();
    for found in CertificateDer::pem_slice_iter(pem) {
        let found = found.map_err(|error| unreadable(&error))?;
        RootCertStore::empty().add(found.clone()).map_err(|error| unreadable(&error))?;
        authorities.push(found.to_vec());
    }
    if authorities.is_empty() { Err(AuthorityError::None) } else { Ok(authorities) }
}

/// The system's authorities, read once for all feeds that pin keys beside them.
#[derive(Debug, Default)]
pub(super) struct SystemTrust {
    read: OnceLock<Arc<dyn ServerCertVerifier>>,
}

impl SystemTrust {
    fn get(&self, provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, Error> {
        if let Some(read) = self.read.get() {
            return Ok(Arc::clone(read));
        }
        let read = Arc::new(rustls_platform_verifier::Verifier::new(Arc::clone(provider))?);
        Ok(Arc::clone(self.read.get_or_init(|| read)))
    }
}

/// Speaks HTTP/2 where the server does.
pub(super) fn client_config(trust: &FeedTls, system: &SystemTrust) -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let chain: Arc<dyn ServerCertVerifier> = if trust.authorities.is_empty() {
        system.get(&provider)?
    } else {
        let mut roots = RootCertStore::empty();
        for authority in &trust.authorities {
            roots.add(CertificateDer::from(authority.clone()))?;
        }
        let builder =
            WebPkiServerVerifier::builder_with_provider(roots.into(), Arc::clone(&provider));
        builder.build().map_err(|error| Error::General(error.to_string()))?
    };
    let verifier = Arc::new(Pinned { chain, pins: trust.pins.clone() });
    let builder = ClientConfig::builder_with_provider(provider);
    let mut config = builder
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Checks the chain as always, then the server's own key.
#[derive(Debug)]
struct Pinned {
    chain: Arc<dyn ServerCertVerifier>,
    pins: Vec<[u8; 32]>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let trusted = self.chain.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        )?;
        if self.pins.is_empty() {
            return Ok(trusted);
        }
        let key = ParsedCertificate::try_from(end_entity)?.subject_public_key_info();
        let hash: [u8; 32] = Sha256::digest(&key).into();
        if self.pins.contains(&hash) {
            return Ok(trusted);
        }
        Err(Error::Other(OtherError(Arc::new(NotPinned { found: spell_pin(&hash) }))))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chain.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chain.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chain.supported_verify_schemes()
    }
}

/// A pin as it is written: 32 bytes in base64.
pub fn parse_pin(text: &str) -> Option<[u8; 32]> {
    let text = text.strip_prefix("sha256//").unwrap_or(text);
    BASE64.decode(text).ok()?.try_into().ok()
}

fn spell_pin(pin: &[u8; 32]) -> String {
    BASE64.encode(pin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_32_bytes_in_base64_as_curl_writes_it_or_bare() {
        let pin = [7; 32];
        let text = spell_pin(&pin);
        assert_eq!(text.len(), 44);
        for spelled in [text.clone(), format!("sha256//{text}")] {
            assert_eq!(parse_pin(&spelled), Some(pin));
        }
        for wrong in ["", "AAAA", "not base64", &text.replace('=', ""), &text.repeat(2)] {
            assert_eq!(parse_pin(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_file_without_a_certificate_is_no_authority() {
        assert!(matches!(read_authorities(b""), Err(AuthorityError::None)));
        let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(matches!(read_authorities(broken), Err(AuthorityError::Unreadable(_))));
    }
}
