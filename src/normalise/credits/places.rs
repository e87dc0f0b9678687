//! Places that datelines name without a date or an agency to vouch for them. Says nothing about where they are.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::openings::Openings;

/// Cities that newsrooms print without a country, most of them capitals.
const CITIES: &str = "abidjan;abu dhabi;abuja;accra;addis ababa;adelaide;aden;albany;albuquerque;aleppo;alexandria;algiers;\
almaty;amman;amsterdam;anchorage;ankara;annapolis;antananarivo;antwerp;ashgabat;asmara;astana;asuncion;athens;atlanta;\
atlantic city;auckland;austin;baghdad;baku;bali;baltimore;bamako;bangalore;bangkok;bangui;banjul;barcelona;basel;basra;\
baton rouge;beijing;beirut;belfast;belgrade;bengaluru;benghazi;berlin;bern;beverly hills;bilbao;birmingham;bishkek;\
bismarck;bissau;bogota;boise;bologna;bonn;bordeaux;boston;brasilia;bratislava;brazzaville;bremen;\
brisbane;bristol;brussels;bucharest;budapest;buenos aires;buffalo;bujumbura;cairo;calcutta;calgary;canberra;cancun;\
cape canaveral;cape town;caracas;cardiff;casablanca;charleston;charlotte;chennai;chicago;chisinau;cincinnati;cleveland;\
cologne;colombo;columbia;columbus;conakry;concord;copenhagen;cotonou;dakar;dallas;damascus;dar es salaam;darwin;davos;\
delhi;denver;des moines;detroit;dhaka;dili;djibouti;doha;donetsk;dover;dubai;dublin;durban;dushanbe;dusseldorf;\
east jerusalem;edinburgh;edmonton;el paso;entebbe;erbil;fort worth;frankfurt;freetown;fresno;gaborone;gaza;\
gaza city;geneva;genoa;georgetown;glasgow;gothenburg;grozny;guadalajara;guangzhou;guatemala city;hague;halifax;hamburg;\
hamilton;hanoi;hanover;harare;harrisburg;hartford;havana;helsinki;ho chi minh city;hobart;hong kong;honiara;honolulu;\
houston;hyderabad;idlib;indianapolis;irbil;islamabad;istanbul;izmir;jackson;jacksonville;jakarta;jefferson city;jeddah;\
jerusalem;johannesburg;juba;juneau;kabul;kampala;kandahar;kansas city;karachi;kathmandu;kharkiv;khartoum;kherson;kiev;\
kigali;kingston;kinshasa;kolkata;krakow;kuala lumpur;kuwait;kuwait city;kyiv;la paz;lagos;lahore;lansing;laredo;\
las vegas;lausanne;leipzig;libreville;lille;lilongwe;lima;lincoln;lisbon;little rock;liverpool;ljubljana;lome;london;\
los angeles;louisville;luanda;lusaka;luxembourg;lviv;lyon;macau;madison;madrid;malabo;male;managua;manama;manchester;\
manila;maputo;mariupol;marseille;maseru;mbabane;mecca;medellin;melbourne;memphis;mexico city;miami;milan;milwaukee;\
minneapolis;minsk;mogadishu;mombasa;monaco;monrovia;monterrey;montevideo;montgomery;montpelier;montreal;moroni;moscow;\
mosul;mumbai;munich;muscat;nagasaki;nairobi;naples;nashville;nassau;ndjamena;new delhi;new haven;new orleans;\
new york;newark;niamey;nicosia;nouakchott;nuremberg;odesa;odessa;oklahoma city;olympia;omaha;orlando;osaka;oslo;ottawa;\
ouagadougou;palermo;panama city;paramaribo;paris;parramatta;pasadena;peshawar;perth;philadelphia;phnom penh;phoenix;\
pittsburgh;podgorica;port louis;port moresby;port of spain;port-au-prince;portland;porto;prague;praia;pretoria;pristina;\
providence;pyongyang;quebec;quebec city;quetta;quito;rabat;raleigh;ramallah;rangoon;rawalpindi;regina;reykjavik;richmond;\
riga;rio de janeiro;riyadh;rome;rotterdam;sacramento;salt lake city;salzburg;san antonio;san diego;san francisco;\
san jose;san juan;san salvador;sanaa;sanliurfa;santa fe;santiago;santo domingo;sao paulo;sapporo;\
rostow;essen;sarajevo;savannah;seattle;seoul;seville;shanghai;sharm el-sheikh;shenzhen;singapore;skopje;sofia;springfield;\
srinagar;st louis;st paul;st petersburg;stockholm;strasbourg;stuttgart;suva;sydney;taipei;tallahassee;tallinn;tampa;\
tashkent;tbilisi;tegucigalpa;tehran;tel aviv;the hague;thessaloniki;thimphu;tijuana;tirana;tokyo;topeka;toronto;toulouse;\
trenton;trieste;tripoli;tucson;tulsa;tunis;turin;ulaanbaatar;united nations;vaduz;valencia;valletta;vancouver;vatican;\
vatican city;venice;vienna;vientiane;vilnius;warsaw;washington;wellington;west palm beach;wilmington;windhoek;winnipeg;\
yangon;yaounde;yekaterinburg;yerevan;zagreb;zaporizhzhia;zurich;köln;münchen;wien;genf;rom;roma;milano;lisboa;\
bruxelles;moskau;athen;prag;warschau;kopenhagen;brüssel;straßburg;den haag;mailand;neapel;peking;tokio;teheran;kairo;\
agra;ahmedabad;aizawl;aligarh;alappuzha;allahabad;amaravati;amritsar;asansol;aurangabad;ayodhya;bareilly;belagavi;belgaum;\
bhopal;bhubaneswar;bokaro;chandigarh;coimbatore;cuttack;dehradun;dhanbad;dharamsala;dharamshala;dibrugarh;dispur;\
ernakulam;faridabad;gandhinagar;gangtok;ghaziabad;gorakhpur;greater noida;gulbarga;guntur;gurgaon;gurugram;guwahati;\
gwalior;haridwar;hubballi;hubli;imphal;indore;itanagar;jabalpur;jaipur;jalandhar;jammu;jamshedpur;jodhpur;kalaburagi;\
kannur;kanpur;kochi;kohima;kollam;kota;kottayam;kozhikode;leh;lucknow;ludhiana;madurai;malappuram;mangaluru;mangalore;\
meerut;mohali;moradabad;muzaffarnagar;muzaffarpur;mysuru;mysore;nagpur;nashik;navi mumbai;noida;palakkad;panaji;panjim;\
panchkula;patiala;patna;prayagraj;puducherry;pune;raipur;rajkot;ranchi;rourkela;shillong;shimla;shivamogga;silchar;\
siliguri;surat;thane;thiruvananthapuram;thrissur;tiruchi;tiruchirappalli;tirunelveli;tirupati;udaipur;udupi;ujjain;\
vadodara;varanasi;vijayawada;visakhapatnam;warangal;abbottabad;bahawalpur;faisalabad;gilgit;gujranwala;gujrat;gwadar;\
larkana;mardan;mirpur;multan;muzaffarabad;nawabshah;sargodha;sialkot;sukkur;swat;chattogram;chittagong;khulna;\
rajshahi;sylhet;barishal;jaffna;kandy;galle;pokhara;biratnagar;ajman;al ain;dammam;dhahran;fujairah;madinah;makkah;\
medina;ras al khaimah;salalah;sharjah;tabuk;taif;alor setar;ipoh;johor baru;johor bahru;kota bharu;\
kota kinabalu;kuala terengganu;kuantan;kuching;melaka;miri;petaling jaya;putrajaya;sandakan;seremban;shah alam;sibu;\
tawau;bandung;washington dc;new york city;frankfurt/main;baguio city;davao city;cebu city;iloilo city;bacolod city;zamboanga city;general santos city;cagayan de oro city;tacloban city;legazpi city;cotabato city;marawi city;makati city;\
benin city;kano;kaduna;port harcourt;enugu;maiduguri;ilorin;lokoja;owerri;calabar;uyo;asaba;umuahia;awka;akure;ado-ekiti;abeokuta;osogbo;makurdi;minna;sokoto;yola;bauchi;gombe;damaturu;lafia;jalingo;birnin kebbi;katsina;ibadan;\
kumasi;sunyani;koforidua;kisumu;nakuru;eldoret;bulawayo;mutare;blantyre;mzuzu;kitwe;ndola;arusha;dodoma;mwanza;zanzibar;gulu;mbarara;bloemfontein;polokwane;gqeberha;port elizabeth;hargeisa;mekelle;goma;bukavu;lubumbashi;\
tianjin;chongqing;chengdu;wuhan;nanjing;hangzhou;xi'an;shenyang;harbin;dalian;qingdao;suzhou;xiamen;kunming;urumqi;lhasa;hohhot;changsha;zhengzhou;jinan;taiyuan;hefei;fuzhou;nanchang;nanning;haikou;guiyang;lanzhou;xining;yinchuan;\
changchun;shijiazhuang;sanya;hiroshima;fukuoka;kobe;kyoto;nagoya;naha;sendai;yokohama;fukushima;niigata;busan;daegu;incheon;gwangju;daejeon;sejong;jeju;ulsan;kaohsiung;taichung;tainan;can tho;da nang;haiphong;mandalay;naypyitaw;\
herat;mazar-i-sharif;jalalabad;isfahan;tabriz;mashhad;shiraz;ahvaz;najaf;karbala;kirkuk;sulaimaniyah;misrata;sirte;khan younis;khan yunis;rafah;jenin;nablus;hebron;bethlehem;haifa;tyre;sidon;homs;hama;daraa;latakia;qamishli;hodeidah;marib;\
dnipro;mykolaiv;chernihiv;sumy;poltava;luhansk;sevastopol;simferopol;kazan;sochi;vladivostok;novosibirsk;rostov-on-don;shymkent;samarkand;batumi;gyumri;stepanakert;\
saskatoon;st john's;charlottetown;fredericton;iqaluit;whitehorse;yellowknife;cairns;townsville;alice springs;christchurch;dunedin;\
ciudad de mexico;nueva york;nueva delhi;londres;pekin;moscu;bruselas;ginebra;la habana;el cairo;atenas;varsovia;estocolmo;copenhague;seul;jerusalen;bagdad;damasco;tunez;argel;\
ciudad de guatemala;ciudad de panama;ciudad del vaticano;ciudad juarez;culiacan;puebla;oaxaca;acapulco;merida;barranquilla;cartagena;bucaramanga;cali;guayaquil;cuenca;arequipa;cusco;cochabamba;sucre;santa cruz de la sierra;\
mendoza;rosario;mar del plata;maracaibo;punta arenas;valparaiso;zaragoza;sevilla;malaga;alicante;murcia;oviedo;gijon;valladolid;pamplona;san sebastian;vitoria;santiago de compostela;a coruna;la coruna;palma de mallorca;\
las palmas de gran canaria;santa cruz de tenerife;ceuta;melilla;alger;moscou;geneve;le caire;athenes;varsovie;vienne;lisbonne;beyrouth;la havane;damas;oran;tanger;marrakech;agadir;douala;\
bobo-dioulasso;pointe-noire;noumea;papeete;cayenne;fort-de-france;pointe-a-pitre;nantes;rennes;montpellier;grenoble;dijon;reims;le havre;saint-etienne;toulon;brest;rouen;clermont-ferrand;\
ajaccio;bastia;avignon;perpignan;liege;anvers;namur;charleroi;berne;bale;sion;neuchatel;porto alegre;recife;fortaleza;belo horizonte;curitiba;manaus;belem;goiania;salvador;coimbra;braga;funchal;ponta delgada;cidade da praia;\
pequim;moscovo;genebra;torino;napoli;genova;venezia;firenze;bari;cagliari;catania;parigi;londra;berlino;mosca;pechino;ginevra;citta del vaticano;strasburgo;varsavia;lisbona;atene;gerusalemme;\
hannover;nurnberg;mainz;wiesbaden;kiel;schwerin;potsdam;magdeburg;erfurt;dresden;saarbrucken;karlsruhe;mannheim;freiburg;dortmund;duisburg;bochum;munster;bielefeld;kassel;gottingen;rostock;chemnitz;cottbus;graz;linz;innsbruck;\
klagenfurt;bregenz;st polten;luzern;st gallen;winterthur;lugano;kiew;bukarest;belgrad;vatikanstadt;\
goteborg;malmo;kobenhavn;kopenhamn;moskva;bryssel;aarhus;odense;aalborg;bergen;trondheim;stavanger;tromso;helsingfors;turku;tampere;oulu;utrecht;eindhoven;groningen;antwerpen;gent;brugge;parijs;londen;berlijn;moskou;\
warszawa;gdansk;wroclaw;poznan;lodz;katowice;lublin;szczecin;praha;brno;ostrava;kosice;debrecen;bucuresti;cluj-napoca;timisoara;beograd;novi sad;prishtina;bursa;adana;antalya;gaziantep;diyarbakir;trabzon;mersin;konya;\
bandar seri begawan;nuku'alofa;apia;port vila;tarawa;majuro;palikir;mandaluyong;\
denpasar;makassar;medan;semarang;surabaya;yogyakarta;cebu;davao;quezon city;chiang mai;phuket;pattaya;\
北京;上海;广州;廣州;深圳;天津;重庆;重慶;成都;武汉;武漢;南京;杭州;西安;沈阳;哈尔滨;大连;青岛;苏州;厦门;香港;澳门;澳門;台北;臺北;高雄;台中;\
東京;东京;大阪;京都;名古屋;札幌;福岡;仙台;広島;那覇;首尔;首爾;平壤;华盛顿;華盛頓;纽约;紐約;洛杉矶;洛杉磯;旧金山;舊金山;芝加哥;波士顿;波士頓;\
伦敦;倫敦;巴黎;柏林;罗马;羅馬;马德里;馬德里;莫斯科;基辅;基輔;布鲁塞尔;布魯塞爾;日内瓦;日內瓦;维也纳;維也納;雅典;伊斯坦布尔;安卡拉;耶路撒冷;\
москва;санкт-петербург;минск;киев;київ;астана;алматы;ташкент;бишкек;душанбе;баку;ереван;тбилиси;кишинев;рига;\
вильнюс;таллин;варшава;берлин;париж;лондон;рим;вена;женева;брюссель;вашингтон;нью-йорк;пекин;токио;анкара;стамбул;софия;\
开罗;開羅;德黑兰;德黑蘭;巴格达;巴格達;喀布尔;喀布爾;新德里;孟买;孟買;曼谷;新加坡;吉隆坡;雅加达;雅加達;马尼拉;馬尼拉;河内;河內;金边;仰光;\
悉尼;雪梨;墨尔本;墨爾本;堪培拉;渥太华;多伦多;多倫多;温哥华;溫哥華;墨西哥城;内罗毕;约翰内斯堡;达喀尔;里约热内卢;圣保罗";

/// Towns that are names of people or things as often: in capitals before a colon they may be anything.
const NAMESAKES: &[&str] = &[
    "austin",
    "bismarck",
    "buffalo",
    "cali",
    "charlotte",
    "cleveland",
    "columbia",
    "concord",
    "dallas",
    "darwin",
    "essen",
    "hamilton",
    "houston",
    "jackson",
    "kingston",
    "kobe",
    "kota",
    "leh",
    "lincoln",
    "madison",
    "male",
    "mendoza",
    "minna",
    "miri",
    "montgomery",
    "olympia",
    "orlando",
    "phoenix",
    "regina",
    "richmond",
    "rosario",
    "salvador",
    "savannah",
    "sion",
    "sucre",
    "surat",
    "swat",
    "tyre",
    "wellington",
    "yola",
];

/// Countries, states and provinces, in full and as newsrooms shorten them: what follows a smaller town's name.
const REGIONS: &str = "afghanistan;ala;alabama;alaska;alberta;albania;algeria;angola;argentina;ariz;arizona;ark;arkansas;\
armenia;australia;austria;azerbaijan;bahamas;bahrain;bangladesh;barbados;belarus;belgium;belize;benin;bermuda;bhutan;\
bolivia;bosnia;bosnia-herzegovina;botswana;brazil;britain;british columbia;brunei;bulgaria;burkina faso;burma;burundi;\
calif;california;cambodia;cameroon;canada;central african republic;chad;chile;china;colo;colombia;colorado;conn;\
connecticut;congo;costa rica;crimea;croatia;cuba;cyprus;czech republic;dc;del;delaware;denmark;djibouti;\
dominican republic;east timor;ecuador;egypt;el salvador;england;eritrea;estonia;eswatini;ethiopia;fiji;finland;fla;\
florida;france;ga;gabon;gambia;gaza;gaza strip;georgia;germany;ghana;greece;greenland;grenada;guam;guatemala;guinea;\
guinea-bissau;guyana;haiti;hawaii;honduras;hungary;iceland;idaho;ill;illinois;ind;india;indiana;indonesia;iowa;iran;iraq;\
ireland;israel;italy;ivory coast;jamaica;japan;jordan;kan;kansas;kashmir;kazakhstan;kentucky;kenya;korea;kosovo;kuwait;ky;\
kyrgyzstan;la;labrador;laos;latvia;lebanon;lesotho;liberia;libya;liechtenstein;lithuania;louisiana;luxembourg;macedonia;\
madagascar;maine;malawi;malaysia;maldives;mali;malta;manitoba;martinique;maryland;mass;massachusetts;mauritania;mauritius;\
md;mexico;mich;michigan;minn;minnesota;miss;mississippi;missouri;mo;moldova;mongolia;mont;montana;montenegro;morocco;\
mozambique;myanmar;nd;nh;nj;nm;ny;nc;namibia;neb;nebraska;nepal;netherlands;nev;nevada;new brunswick;new caledonia;\
new hampshire;new jersey;new mexico;new south wales;new york;new zealand;newfoundland;nicaragua;niger;nigeria;\
north carolina;north dakota;north korea;north macedonia;northern ireland;northwest territories;norway;nova scotia;nunavut;\
ohio;okla;oklahoma;oman;ontario;ore;oregon;pa;pakistan;panama;papua new guinea;paraguay;pennsylvania;peru;philippines;\
poland;portugal;prince edward island;puerto rico;qatar;quebec;queensland;ri;republic of congo;rhode island;romania;russia;\
rwanda;sc;sd;samoa;saskatchewan;saudi arabia;scotland;senegal;serbia;sierra leone;slovakia;slovenia;solomon islands;\
somalia;somaliland;south africa;south australia;south carolina;south dakota;south korea;south sudan;spain;sri lanka;sudan;\
suriname;swaziland;sweden;switzerland;syria;taiwan;tajikistan;tanzania;tasmania;tenn;tennessee;tex;texas;thailand;tibet;\
togo;trinidad;tunisia;turkey;turkmenistan;türkiye;uae;uganda;uk;ukraine;united arab emirates;united states;uruguay;us;ut;\
utah;uzbekistan;va;vanuatu;venezuela;vermont;victoria;vietnam;virginia;vt;wva;wales;wash;washington;west bank;\
west virginia;western australia;wis;wisconsin;wyo;wyoming;yemen;yukon;zambia;zimbabwe;soviet union;ussr;west germany;\
east germany;yugoslavia;czechoslovakia;zaire;czechia;hong kong;ont;alta;sask;que;nwt;yt;on;bc;ab;qc;mb;sk;ns;nb;nl;pei;ca;tx;fl;il;al;ak;az;ar;co;ct;de;ia;id;ks;ma;mi;mn;ms;mt;ne;nv;oh;ok;tn;wi;wv;wy;nsw";

/// As Canadian newsrooms shorten it; without its full stop it is a word.
const MANITOBA: &str = "Man.";

/// Countries in the languages of papers that print one in brackets behind a town.
#[rustfmt::skip]
const COUNTRIES: [&str; 59] = [
    "ägypten", "algerien", "argentinien", "armenien", "australien", "belarus", "belgien", "brasilien", "bulgarien",
    "china", "dänemark", "deutschland", "estland", "finnland", "frankreich", "georgien", "griechenland",
    "großbritannien", "indien", "irak", "iran", "irland", "israel", "italien", "japan", "kanada", "kroatien", "lettland",
    "libanon", "litauen", "luxemburg", "mexiko", "niederlande", "norwegen", "österreich", "pakistan", "polen",
    "portugal", "rumänien", "russland", "schweden", "schweiz", "serbien", "slowakei", "slowenien", "spanien",
    "südafrika", "syrien", "tschechien", "türkei", "ukraine", "ungarn", "usa", "francia", "alemania", "españa", "italia",
    "ucrania", "eeuu",
];

/// Words before a region that make a place of it: `NORTHERN IRAQ`.
const DIRECTIONS: &[&str] = &[
    "northern",
    "southern",
    "eastern",
    "western",
    "central",
    "northeastern",
    "northwestern",
    "southeastern",
    "southwestern",
];

static CITY_SET: LazyLock<HashSet<String>> = LazyLock::new(|| folded(CITIES));
static REGION_SET: LazyLock<HashSet<String>> = LazyLock::new(|| folded(REGIONS));

/// Of cities, and of what makes a place of other words.
static OPENINGS: LazyLock<Openings> = LazyLock::new(|| {
    let others = DIRECTIONS.iter().copied().chain([AT_SEA, ABOARD]);
    Openings::new(u8::is_ascii_alphabetic, CITY_SET.iter().map(String::as_str).chain(others))
});
const AT_SEA: &str = "atsea";
const ABOARD: &str = "aboard ";

/// Whether `place` is a known city, a town with a known region, `AT SEA`, `ABOARD ...`, or several of them with slashes.
pub(super) fn is_known_place(place: &str) -> bool {
    let is_one = !place.contains(['/', ',']);
    if is_one && !OPENINGS.may_begin(place) {
        return false;
    }
    !place.trim().is_empty()
        && (place.split('/').all(is_one_known_place) || CITY_SET.contains(&fold(place)))
}

/// Whether `place` is known and no namesake of people and things.
pub(super) fn is_known_town(place: &str) -> bool {
    is_known_place(place) && !NAMESAKES.contains(&fold(place).as_str())
}

/// Whether `text` is a country, state or province, in full or as newsrooms shorten it.
pub(super) fn is_region(text: &str) -> bool {
    REGION_SET.contains(&fold(text))
}

fn is_one_known_place(place: &str) -> bool {
    let place = place.trim();
    let key = fold(place);
    if CITY_SET.contains(&key) || key == AT_SEA {
        return true;
    }
    let lower = place.to_lowercase();
    if lower.starts_with(ABOARD) {
        return true;
    }
    if let Some((town, region)) = place.rsplit_once(',') {
        return !town.trim().is_empty()
            && (REGION_SET.contains(&fold(region)) || region.trim() == MANITOBA);
    }
    let after_direction = lower.split_once(' ').filter(|(word, _)| DIRECTIONS.contains(word));
    after_direction.is_some_and(|(_, region)| REGION_SET.contains(&fold(region)))
}

/// Whether `text` is a country as papers print it in brackets behind a town.
pub(super) fn is_country(text: &str) -> bool {
    text.starts_with(char::is_uppercase) && COUNTRIES.contains(&text.to_lowercase().as_str())
}

/// Letters only, lower case, without accents: `ST. LOUIS` and `St Louis` are one, `MONTRÉAL` and `Montreal` are.
fn fold(place: &str) -> String {
    if place.is_ascii() {
        let letters = place.chars().filter(char::is_ascii_alphabetic);
        let mut folded = String::with_capacity(place.len());
        folded.extend(letters.map(|letter| letter.to_ascii_lowercase()));
        return folded;
    }
    let letters = place.nfd().filter(|c| c.is_alphabetic() && !is_combining_mark(*c));
    letters.flat_map(char::to_lowercase).collect()
}

fn folded(list: &str) -> HashSet<String> {
    list.split(';').map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cities_and_towns_with_regions_are_places() {
        for place in [
            "LONDON",
            "NEW YORK/LONDON",
            "ST. LOUIS",
            "KENT, Ohio",
            "STANLEY, N.M.",
            "NORTHERN IRAQ",
            "AT SEA",
            "ABOARD AIR FORCE ONE",
            "Gaza City, Gaza Strip",
            "SÃO PAULO",
            "ROUND ROCK, Texas",
            "WASHINGTON, D.C.",
            "NORTH MOSS, Ont.",
            "MOSS FALLS, Man.",
            "RANKIN INLET, Nunavut",
            "MOSS LAKE, N.W.T.",
            "MONTRÉAL",
            "Québec",
        ] {
            assert!(is_known_place(place), "{place}");
        }
    }

    #[test]
    fn each_place_is_listed_once() {
        for (list, set) in [(CITIES, &*CITY_SET), (REGIONS, &*REGION_SET)] {
            let mut seen = HashSet::new();
            let twice: Vec<&str> =
                list.split(';').filter(|place| !seen.insert(fold(place))).collect();
            assert_eq!((twice, seen.len()), (Vec::new(), set.len()));
        }
    }

    #[test]
    fn newsroom_words_and_countries_alone_are_no_places() {
        for place in [
            "UPDATE",
            "WHO",
            "EXCLUSIVE",
            "FACT CHECK",
            "NASA",
            "",
            "/",
            ",",
            "CHINA",
            "NORTHERN LIGHTS",
            "Hello, World",
            "HEY, MAN",
        ] {
            assert!(!is_known_place(place), "{place}");
        }
    }
}
