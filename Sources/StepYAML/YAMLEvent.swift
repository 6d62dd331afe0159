/// One event of libyaml's parser, its places in Unicode scalars from the start of the text.
struct YAMLEvent {
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(name: String)
        case scalar(text: String, style: YAMLScalar.Style)
        case sequenceStart
        case mappingStart
        /// The end of a sequence or mapping.
        case collectionEnd
    }

    var kind: Kind
    var anchor: String?
    var tag: String?
    var start: Int
    var end: Int
}

/// Why libyaml refuses a text: its own words, places in Unicode scalars from the start of the text.
struct YAMLSyntaxFault: Error {
    var problem: String
    /// Where the problem was found.
    var place: Int
    /// What was being read, such as `while parsing a block mapping`.
    var context: String?
    /// Where that began.
    var contextPlace: Int
}
