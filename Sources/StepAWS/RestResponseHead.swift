import StepJSON

/// The members of a result or an error that a REST answer carries in its status line and header fields.
struct RestResponseHead {
    let model: ServiceModel

    func members(of shape: Shape, in response: HTTPResponse) throws(WireError) -> JSONObject {
        var result = JSONObject()
        for member in shape.members {
            let name = member.traits.locationName ?? member.name
            switch member.location {
            case "statusCode": result[member.name] = .number(JSONNumber(response.statusCode))
            case "header":
                guard let text = response.fields[name] else { continue }
                result[member.name] = try value(of: text, member)
            case "headers":
                let prefix = (member.traits.locationName ?? "").lowercased()
                var entries = JSONObject()
                for field in response.fields where field.name.lowercased().hasPrefix(prefix) {
                    entries[String(field.name.dropFirst(prefix.count))] = .string(field.value)
                }
                // Where nothing begins so, there is an empty map: with the empty prefix every field does.
                result[member.name] = .object(entries)
            default: continue
            }
        }
        return result
    }

    private func value(of text: String, _ member: Member) throws(WireError) -> JSONValue? {
        let shape = try model.wireShape(member.shapeName)
        if member.isJSONText {
            guard let bytes = Base64.decode(text), let value = try? JSONParser.parse(bytes: bytes) else {
                throw WireError(.malformedResponse, "\(member.name) of the answer's header is not JSON in base64")
            }
            return value
        }
        guard shape.kind == .list, let element = shape.element else {
            return try ScalarText.value(of: text, shape, at: member.name)
        }
        let target = try model.wireShape(element.shapeName)
        let isHTTPDate = target.kind == .timestamp && (element.timestampFormat(target) ?? .rfc822) == .rfc822
        var values: [JSONValue] = []
        for part in HeaderList.elements(of: text, commasInElement: isHTTPDate ? 1 : 0) {
            values.append(try ScalarText.value(of: part, target, at: member.name))
        }
        return .array(values)
    }
}

/// The elements of a header field's list (RFC 9110, 5.6.1).
enum HeaderList {
    /// The elements of a list, each of which may hold `commasInElement` commas: one in an HTTP date.
    static func elements(of text: String, commasInElement: Int = 0) -> [String] {
        var elements: [String] = []
        var current = ""
        var isQuoted = false
        var wasQuoted = false
        var isEscaped = false
        var commas = 0
        func finished(_ text: String) -> String { wasQuoted ? text : text.trimmedOfSpaces }
        for character in text {
            if isEscaped {
                current.append(character)
                isEscaped = false
            } else if isQuoted {
                switch character {
                case "\\": isEscaped = true
                case "\"": isQuoted = false
                default: current.append(character)
                }
            } else if character == "\"", current.allSatisfy(\.isWhitespace) {
                (isQuoted, wasQuoted, current) = (true, true, "")
            } else if character == ",", commas == commasInElement {
                elements.append(finished(current))
                (current, wasQuoted, commas) = ("", false, 0)
            } else if !(wasQuoted && character.isWhitespace) {
                if character == "," { commas += 1 }
                current.append(character)
            }
        }
        elements.append(finished(current))
        return elements
    }
}

extension String {
    fileprivate var trimmedOfSpaces: String {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        return String(self[start...].reversed().drop(while: \.isWhitespace).reversed())
    }
}
