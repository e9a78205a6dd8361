//! The codes of states and organisations in a zone, and the countries that they stand for.
//!
//! ISO 3166-1 alpha-3, and what ICAO Doc 9303-3, section 5 adds to it.

use crate::value::Country;
use std::fmt;

/// A code of a zone for a state, an organisation or a kind of nationality. Its `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct State([u8; 3]);

impl State {
    /// A code as it stands in the zone: one to three capital letters, filled up with `<`. None for anything
    /// else. Whether there is such a code is not asked: lists of codes age.
    ///
    /// ```
    /// use admit::builtins::mrz::State;
    /// assert_eq!(State::read("D<<").unwrap().code(), "D");
    /// assert!(State::read("<<<").is_none());
    /// assert!(State::read("UT0").is_none());
    /// ```
    pub fn read(places: &str) -> Option<State> {
        let places: [u8; 3] = places.as_bytes().try_into().ok()?;
        let letters = places.iter().take_while(|byte| byte.is_ascii_uppercase());
        let letters = letters.count();
        let filled = places.iter().skip(letters).all(|byte| *byte == b'<');
        (letters > 0 && filled).then_some(State(places))
    }

    /// The code, without fillers.
    pub fn code(&self) -> &str {
        str::from_utf8(&self.0)
            .unwrap_or_default()
            .trim_end_matches('<')
    }

    /// The country or region that it stands for. None for organisations, for people without a nationality,
    /// for the specimen country Utopia (`UTO`), and for codes that are in neither list.
    ///
    /// `D` is Germany and `RKS` Kosovo. All kinds of British nationality (`GBD`, `GBN`, `GBO`, `GBP`, `GBS`)
    /// are of the United Kingdom. Passports of mainland China, Hong Kong and Macao all carry `CHN`, those of
    /// Taiwan `TWN`.
    ///
    /// ```
    /// use admit::builtins::mrz::State;
    /// let country = |code| State::read(code).unwrap().country().map(|country| country.to_string());
    /// assert_eq!(country("CHN").as_deref(), Some("CN"));
    /// assert_eq!(country("D<<").as_deref(), Some("DE"));
    /// assert_eq!(country("UNO"), None);
    /// ```
    pub fn country(&self) -> Option<Country> {
        let rows = [ISO_3166_1, DOC_9303]
            .into_iter()
            .flat_map(|rows| rows.as_bytes().chunks_exact(7));
        rows.filter_map(|row| row.split_at_checked(4))
            .find_map(|(code, country)| {
                let country = str::from_utf8(country).ok()?.trim_end();
                (code.starts_with(&self.0)).then(|| Country::parse(country))?
            })
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").finish_non_exhaustive()
    }
}

/// Doc 9303-3, section 5, part A, in the same form. `XK` is the project's own code for Kosovo.
const DOC_9303: &str = "D<<=DE GBD=GB GBN=GB GBO=GB GBP=GB GBS=GB RKS=XK ";

/// The 249 codes of ISO 3166-1: alpha-3, `=`, alpha-2 and a space.
const ISO_3166_1: &str = "\
ABW=AW AFG=AF AGO=AO AIA=AI ALA=AX ALB=AL AND=AD ARE=AE ARG=AR ARM=AM ASM=AS ATA=AQ ATF=TF ATG=AG \
AUS=AU AUT=AT AZE=AZ BDI=BI BEL=BE BEN=BJ BES=BQ BFA=BF BGD=BD BGR=BG BHR=BH BHS=BS BIH=BA BLM=BL \
BLR=BY BLZ=BZ BMU=BM BOL=BO BRA=BR BRB=BB BRN=BN BTN=BT BVT=BV BWA=BW CAF=CF CAN=CA CCK=CC CHE=CH \
CHL=CL CHN=CN CIV=CI CMR=CM COD=CD COG=CG COK=CK COL=CO COM=KM CPV=CV CRI=CR CUB=CU CUW=CW CXR=CX \
CYM=KY CYP=CY CZE=CZ DEU=DE DJI=DJ DMA=DM DNK=DK DOM=DO DZA=DZ ECU=EC EGY=EG ERI=ER ESH=EH ESP=ES \
EST=EE ETH=ET FIN=FI FJI=FJ FLK=FK FRA=FR FRO=FO FSM=FM GAB=GA GBR=GB GEO=GE GGY=GG GHA=GH GIB=GI \
GIN=GN GLP=GP GMB=GM GNB=GW GNQ=GQ GRC=GR GRD=GD GRL=GL GTM=GT GUF=GF GUM=GU GUY=GY HKG=HK HMD=HM \
HND=HN HRV=HR HTI=HT HUN=HU IDN=ID IMN=IM IND=IN IOT=IO IRL=IE IRN=IR IRQ=IQ ISL=IS ISR=IL ITA=IT \
JAM=JM JEY=JE JOR=JO JPN=JP KAZ=KZ KEN=KE KGZ=KG KHM=KH KIR=KI KNA=KN KOR=KR KWT=KW LAO=LA LBN=LB \
LBR=LR LBY=LY LCA=LC LIE=LI LKA=LK LSO=LS LTU=LT LUX=LU LVA=LV MAC=MO MAF=MF MAR=MA MCO=MC MDA=MD \
MDG=MG MDV=MV MEX=MX MHL=MH MKD=MK MLI=ML MLT=MT MMR=MM MNE=ME MNG=MN MNP=MP MOZ=MZ MRT=MR MSR=MS \
MTQ=MQ MUS=MU MWI=MW MYS=MY MYT=YT NAM=NA NCL=NC NER=NE NFK=NF NGA=NG NIC=NI NIU=NU NLD=NL NOR=NO \
NPL=NP NRU=NR NZL=NZ OMN=OM PAK=PK PAN=PA PCN=PN PER=PE PHL=PH PLW=PW PNG=PG POL=PL PRI=PR PRK=KP \
PRT=PT PRY=PY PSE=PS PYF=PF QAT=QA REU=RE ROU=RO RUS=RU RWA=RW SAU=SA SDN=SD SEN=SN SGP=SG SGS=GS \
SHN=SH SJM=SJ SLB=SB SLE=SL SLV=SV SMR=SM SOM=SO SPM=PM SRB=RS SSD=SS STP=ST SUR=SR SVK=SK SVN=SI \
SWE=SE SWZ=SZ SXM=SX SYC=SC SYR=SY TCA=TC TCD=TD TGO=TG THA=TH TJK=TJ TKL=TK TKM=TM TLS=TL TON=TO \
TTO=TT TUN=TN TUR=TR TUV=TV TWN=TW TZA=TZ UGA=UG UKR=UA UMI=UM URY=UY USA=US UZB=UZ VAT=VA VCT=VC \
VEN=VE VGB=VG VIR=VI VNM=VN VUT=VU WLF=WF WSM=WS YEM=YE ZAF=ZA ZMB=ZM ZWE=ZW ";
