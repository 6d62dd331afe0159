import CYAML

/// Pulls parser events from libyaml (`yaml_parser_parse`, yaml.h of 0.2.5).
///
/// The bytes and the parser must not move while it reads, which is why both live only inside `read`.
struct YAMLEventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// Hands `body` a reader of `bytes`, which are valid UTF-8 without a byte order mark.
    static func read<Result>(_ bytes: ArraySlice<UInt8>, _ body: (borrowing YAMLEventReader) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { buffer in
            let reader = YAMLEventReader()
            yaml_parser_set_encoding(reader.parser, YAML_UTF8_ENCODING)
            yaml_parser_set_input_string(reader.parser, buffer.baseAddress, buffer.count)
            return body(reader)
        }
    }

    private init() {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        precondition(yaml_parser_initialize(parser) == 1, "no memory for libyaml's parser")
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next event; after `streamEnd` there is none.
    func next() throws(YAMLSyntaxFault) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw fault() }
        defer { yaml_event_delete(&event) }
        let data = event.data
        let (kind, anchor, tag): (YAMLEvent.Kind, String?, String?) =
            switch event.type {
            case YAML_DOCUMENT_START_EVENT: (.documentStart, nil, nil)
            case YAML_DOCUMENT_END_EVENT: (.documentEnd, nil, nil)
            case YAML_ALIAS_EVENT: (.alias(name: Self.text(data.alias.anchor) ?? ""), nil, nil)
            case YAML_SCALAR_EVENT:
                (
                    .scalar(text: Self.text(of: data.scalar), style: Self.style(data.scalar.style)),
                    Self.text(data.scalar.anchor), Self.text(data.scalar.tag)
                )
            case YAML_SEQUENCE_START_EVENT:
                (.sequenceStart, Self.text(data.sequence_start.anchor), Self.text(data.sequence_start.tag))
            case YAML_MAPPING_START_EVENT:
                (.mappingStart, Self.text(data.mapping_start.anchor), Self.text(data.mapping_start.tag))
            case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: (.collectionEnd, nil, nil)
            case YAML_STREAM_START_EVENT: (.streamStart, nil, nil)
            default: (.streamEnd, nil, nil)
            }
        return YAMLEvent(
            kind: kind,
            anchor: anchor,
            tag: tag,
            start: Int(event.start_mark.index),
            end: Int(event.end_mark.index)
        )
    }

    private func fault() -> YAMLSyntaxFault {
        let state = parser.pointee
        return YAMLSyntaxFault(
            problem: state.problem.map { String(cString: $0) } ?? "the text is not YAML",
            place: Int(state.problem_mark.index),
            context: state.context.map { String(cString: $0) },
            contextPlace: Int(state.context_mark.index)
        )
    }

    private static func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        bytes.map { String(cString: $0) }
    }

    private typealias ScalarData = yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar

    private static func text(of scalar: ScalarData) -> String {
        String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    }

    private static func style(_ style: yaml_scalar_style_t) -> YAMLScalar.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }
}
