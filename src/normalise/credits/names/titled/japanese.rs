//! Japanese names: the family is one of those that most people have.

/// The families that every second person in Japan belongs to.
const FAMILIES: &str = "佐藤;鈴木;高橋;田中;伊藤;渡辺;渡邊;渡邉;山本;中村;小林;加藤;吉田;山田;佐々木;山口;松本;井上;木村;斎藤;斉藤;清水;山崎;\
池田;橋本;阿部;石川;山下;中島;石井;小川;前田;岡田;長谷川;藤田;後藤;近藤;村上;遠藤;青木;坂本;福田;太田;西村;藤井;金子;三浦;藤原;岡本;松田;中川;\
中野;原田;小野;田村;竹内;和田;中山;石田;森田;上田;柴田;酒井;横山;宮崎;工藤;宮本;内田;高木;安藤;谷口;大野;丸山;今井;高田;藤本;村田;武田;上野;\
杉山;増田;平野;大塚;千葉;久保;松井;小島;岩崎;桜井;野口;松尾;野村;木下;菊地;菊池;佐野;大西;杉本;新井;浜田;菅原;市川;水野;小松;島田;古川;小山;\
高野;西田;山内;西川;五十嵐;北村;安田;中田;川口;平田;川崎;飯田;吉川;本田;久保田;沢田;吉村;渡部;岩田;中西;服部;樋口;福島;川上;永井;松岡;田口;\
山中;森本;土屋;矢野;秋山;広瀬;石原;松下;大橋;松浦;吉岡;小池;馬場;荒木;浅野;大久保;野田;田辺;川村;熊谷;堀;西山;黒田;尾崎;望月;永田;内藤;松村";

pub(super) fn is_family(word: &str) -> bool {
    FAMILIES.split(';').any(|family| family == word)
}

/// One to three letters behind the family.
pub(super) fn is_given(word: &str) -> bool {
    (1..=3).contains(&word.chars().count()) && word.chars().all(is_letter) && !is_title(word)
}

pub(super) fn is_name(name: &str) -> bool {
    FAMILIES.split(';').filter_map(|family| name.strip_prefix(family)).any(is_given)
}

/// `山田記者` is a reporter without a given name.
fn is_title(word: &str) -> bool {
    ["記者", "部長", "支局", "支局長", "局長", "特派員", "委員", "社長"].contains(&word)
}

/// Han letters and both alphabets of Japan.
fn is_letter(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '々')
}
