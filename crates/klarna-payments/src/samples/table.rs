//! Klarna's table of sample customers: one row for each market, in the table's own words.

use crate::market::Country;

/// A market's row.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) street: &'static str,
    pub(super) street2: Option<&'static str>,
    pub(super) postal_code: &'static str,
    pub(super) city: &'static str,
    pub(super) region: Option<&'static str>,
    pub(super) phone: &'static str,
    pub(super) denied_phone: &'static str,
    pub(super) date_of_birth: Option<&'static str>,
    pub(super) national_id: Option<NationalId>,
    /// The given and family name; `None` for the usual one, Test Person with the country.
    pub(super) name: Option<(&'static str, &'static str)>,
    /// The top-level domain of the e-mail addresses; `None` for the usual one, the country code.
    pub(super) mail_domain: Option<&'static str>,
    /// The registration number of the sample company.
    pub(super) company: Option<&'static str>,
}

/// A national number of a person.
#[derive(Clone, Copy)]
pub(super) struct NationalId {
    pub(super) number: &'static str,
    /// `true` if Klarna's API takes the number too, and not only Klarna's own window.
    pub(super) is_sent: bool,
}

impl Row {
    const fn new(
        street: &'static str,
        postal_code: &'static str,
        city: &'static str,
        [phone, denied_phone]: [&'static str; 2],
    ) -> Self {
        Self {
            street,
            street2: None,
            postal_code,
            city,
            region: None,
            phone,
            denied_phone,
            date_of_birth: None,
            national_id: None,
            name: None,
            mail_domain: None,
            company: None,
        }
    }

    const fn flat(mut self, street2: &'static str) -> Self {
        self.street2 = Some(street2);
        self
    }

    const fn region(mut self, region: &'static str) -> Self {
        self.region = Some(region);
        self
    }

    const fn born(mut self, date: &'static str) -> Self {
        self.date_of_birth = Some(date);
        self
    }

    /// Sets a national number for which only Klarna's own window asks.
    const fn id(mut self, number: &'static str) -> Self {
        self.national_id = Some(NationalId {
            number,
            is_sent: false,
        });
        self
    }

    /// Sets a national number that Klarna's API takes too.
    const fn sent_id(mut self, number: &'static str) -> Self {
        self.national_id = Some(NationalId {
            number,
            is_sent: true,
        });
        self
    }

    const fn named(mut self, given: &'static str, family: &'static str) -> Self {
        self.name = Some((given, family));
        self
    }

    const fn mail_domain(mut self, domain: &'static str) -> Self {
        self.mail_domain = Some(domain);
        self
    }

    const fn company(mut self, number: &'static str) -> Self {
        self.company = Some(number);
        self
    }
}

/// Returns the row of a market.
#[rustfmt::skip] // A table.
pub(super) const fn row(country: Country) -> Row {
    match country {
        Country::At => Row::new("Mariahilfer Straße 47", "1060", "Wien", ["+4306762600456", "+4306762600745"])
            .born("1970-07-10"),
        Country::Be => Row::new("Grote Markt 1", "1000", "Brussel", ["+32485121291", "+32485212123"])
            .born("1970-07-10"),
        Country::Cz => Row::new("Zazvorkova 1480/11", "155 00", "Praha", ["+420771613715", "+420771623691"])
            .born("1970-01-01"),
        Country::Dk => Row::new("Dantes Plads 7", "1556", "København Ø", ["+4542555628", "+4552555348"])
            .born("1980-01-01").company("27968880"),
        Country::Fi => Row::new("Mannerheimintie 34", "00100", "Helsinki", ["+358401234567", "+358401234568"])
            .sent_id("190122-829F").company("10891871"),
        Country::Fr => Row::new("33 rue la Fayette", "75009", "Paris", ["+33689854321", "+33687984322"])
            .born("1990-07-10"),
        Country::De => Row::new("Neue Schönhauser Str. 2", "10178", "Berlin", ["+49017614284340", "+49017610927312"])
            .born("1970-07-10").named("Mock", "Mock"),
        Country::Gr => Row::new("Kephisias 37", "151 23", "Athina", ["+306945553624", "+306945553625"])
            .id("090000045"),
        Country::Hu => Row::new("Ludovika tér 2", "1083", "Budapest", ["+36300102692", "+36705553575"])
            .born("2000-01-01"),
        Country::Ie => Row::new("30 King Street South", "D02 C838", "Dublin", ["+353855351400", "+353855351401"])
            .born("1970-07-10"),
        Country::It => Row::new("Via Enrico Fermi 150", "00146", "Roma", ["+393339741231", "+393312232389"])
            .id("RSS BNC 80A41 H501B"),
        Country::Nl => Row::new("Osdorpplein 137", "1068 SR", "Amsterdam", ["+31689124321", "+31632167678"])
            .born("1970-07-10"),
        Country::No => Row::new("Edvard Munchs Plass 1", "0194", "Oslo", ["+4740123456", "+4740123457"])
            .sent_id("NO01087000571").company("999999999"),
        Country::Pl => Row::new("Ul. Górczewska 124", "01-460", "Warszawa", ["+48795222223", "+48795223325"])
            .born("1967-05-05"),
        Country::Pt => Row::new("Avenida Dom João II 40", "1990-094", "Lisboa", ["+351935556731", "+351915593837"])
            .born("1990-07-10"),
        Country::Ro => Row::new("Drumul Taberei 35", "061357", "București, Sectorul 6", ["+40741209876", "+40707127444"])
            .id("1701225193558"),
        Country::Sk => Row::new("Vajanského nábrežie 2", "810 06", "Bratislava", ["+421905123456", "+421905123457"])
            .id("000101/0009"),
        Country::Es => Row::new("C. de Atocha, 27", "28012", "Madrid", ["+34672563009", "+34682425101"])
            .id("99999999R"),
        Country::Se => Row::new("Södra Blasieholmshamnen 2", "11 148", "Stockholm", ["+46701740615", "+46701740620"])
            .born("1941-03-21").sent_id("SE194103219202").named("Alice", "Test").company("002031-0132"),
        Country::Ch => Row::new("Augustinergasse 2", "4051", "Basel", ["+41758680000", "+41758680001"])
            .named("Accepted", "Person-ch"),
        Country::Gb => Row::new("10 New Burlington Street", "W1S 3BE", "London", ["+447755564318", "+447355505530"])
            .flat("Apt. 214").mail_domain("uk"),
        Country::Us => Row::new("509 Amsterdam Ave", "10024-3941", "New York", ["+13106683312", "+13106354386"])
            .region("NY").born("1970-07-10"),
        Country::Ca => Row::new("2693 Byron Rd", "V7H 1L9", "North Vancouver", ["+15197438620", "+15197308624"])
            .region("BC").born("1970-07-10"),
        Country::Mx => Row::new("Av Cuauhtémoc 462", "03000", "Benito Juárez", ["+525593747739", "+525593747740"])
            .flat("Col Piedad Narvarte").region("CDMX").born("1970-07-10"),
        Country::Au => Row::new("4 Wharf St", "4877", "Port Douglas", ["+61473752244", "+61473763254"])
            .region("QLD").born("1970-07-10"),
        Country::Nz => Row::new("286 Mount Wellington Highway", "6011", "Auckland", ["+6427555290", "+642993007712"])
            .born("1970-07-10"),
    }
}
