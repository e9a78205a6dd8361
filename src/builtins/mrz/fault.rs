//! What can be wrong with a zone.

/// Something that is wrong with a zone, in itself: nothing printed elsewhere is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fault {
    /// The lines are not those of a layout, in number or in length.
    Length,
    /// There is something else in it than `A` to `Z`, `0` to `9` and `<`.
    Charset,
    /// The document code is not one of the layout's.
    DocumentCode,
    /// The issuer is not one to three letters.
    Issuer,
    /// The nationality is neither one to three letters nor empty.
    Nationality,
    /// The name does not begin with a letter, or there is a digit in it.
    Name,
    /// The document number is empty.
    DocumentNumber,
    /// There is no such date of birth, or none that is past.
    BirthDate,
    /// The sex is neither `M`, `F` nor `<`.
    Sex,
    /// There is no such date of expiry.
    ExpiryDate,
    /// Something stands in a place that the layout leaves empty.
    Filler,
    /// The check digit of the document number is wrong.
    DocumentNumberCheck,
    /// The check digit of the date of birth is wrong.
    BirthCheck,
    /// The check digit of the date of expiry is wrong.
    ExpiryCheck,
    /// The check digit of the optional data is wrong.
    OptionalCheck,
    /// The check digit over all fields is wrong.
    CompositeCheck,
}

impl Fault {
    /// A word for it, as programs may keep it.
    ///
    /// ```
    /// use admit::builtins::mrz::Fault;
    /// assert_eq!(Fault::BirthCheck.name(), "birth_check");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Fault::Length => "length",
            Fault::Charset => "charset",
            Fault::DocumentCode => "document_code",
            Fault::Issuer => "issuer",
            Fault::Nationality => "nationality",
            Fault::Name => "name",
            Fault::DocumentNumber => "document_number",
            Fault::BirthDate => "birth_date",
            Fault::Sex => "sex",
            Fault::ExpiryDate => "expiry_date",
            Fault::Filler => "filler",
            Fault::DocumentNumberCheck => "document_number_check",
            Fault::BirthCheck => "birth_check",
            Fault::ExpiryCheck => "expiry_check",
            Fault::OptionalCheck => "optional_check",
            Fault::CompositeCheck => "composite_check",
        }
    }
}
