import StepJSON
import StepLanguage
import Testing

@Suite struct JSONPathTests {
    static let store: JSONValue = [
        "name": "corner",
        "empty": nil,
        "books": [
            ["title": "Sayings", "price": 8.95, "tags": ["old"]],
            ["title": "Sword", "price": 12.99],
            ["title": "Moby Dick", "price": 8.99, "isbn": "0-553"],
        ],
        "a.b": 1,
        "limit": 10,
    ]

    @Test(
        arguments: [
            ("$", store),
            ("$.name", "corner"),
            ("$['name']", "corner"),
            ("$[\"name\"]", "corner"),
            ("$.empty", nil),
            ("$.books[1].title", "Sword"),
            ("$.books[-1].title", "Moby Dick"),
            ("$['a.b']", 1),
            ("$.a\\.b", 1),
            ("$['name','limit','none']", ["name": "corner", "limit": 10]),
            ("$.books.length()", 3),
            ("$.books[0].length()", 3),
            ("$.name.length()", nil),
        ] as [(String, JSONValue)]
    )
    func definitePathGivesTheNode(_ path: String, _ expected: JSONValue) throws {
        #expect(try JSONPath(path).evaluate(in: scope(Self.store)) == expected)
    }

    @Test(
        arguments: [
            ("$.books[*].title", ["Sayings", "Sword", "Moby Dick"]),
            ("$.books[0,2].title", ["Sayings", "Moby Dick"]),
            ("$.books[0,9].title", ["Sayings"]),
            ("$.books[1:].title", ["Sword", "Moby Dick"]),
            ("$.books[:1].title", ["Sayings"]),
            ("$.books[-2:].title", ["Sword", "Moby Dick"]),
            ("$.books[2:1]", []),
            ("$..title", ["Sayings", "Sword", "Moby Dick"]),
            ("$..tags[0]", ["old"]),
            (
                "$.books[*]['title','isbn']",
                [["title": "Sayings"], ["title": "Sword"], ["title": "Moby Dick", "isbn": "0-553"]]
            ),
            ("$.books[?(@.isbn)].title", ["Moby Dick"]),
            ("$.books[?(!@.isbn)].title", ["Sayings", "Sword"]),
            ("$.books[?(@.price < $.limit)].title", ["Sayings", "Moby Dick"]),
            ("$.books[?(@.price < 10 && @.title == 'Moby Dick')].price", [8.99]),
            ("$.books[?(@.price > 10 || @.tags contains 'old')].title", ["Sayings", "Sword"]),
            ("$.books[?(@.title in ['Sword', 'X'])].title", ["Sword"]),
            ("$.books[?(@.title > 5)]", []),
            ("$.books[?(@.price < 10)][0]", []),
            ("$.none[*].title", []),
            ("$.none.deeper[1:5]", []),
            ("$.name[*]", []),
        ] as [(String, JSONValue)]
    )
    func indefinitePathGivesAnArray(_ path: String, _ expected: JSONValue) throws {
        #expect(try JSONPath(path).evaluate(in: scope(Self.store)) == expected)
    }

    @Test func descendantsComeAfterTheirParents() throws {
        let value = try JSONPath("$..x").evaluate(in: scope(["x": ["x": 1, "y": [["x": 2]]]]))
        #expect(value == [["x": 1, "y": [["x": 2]]], 1, 2])
    }

    @Test func filterAfterDescendantsFindsAnObjectOnce() throws {
        #expect(
            try JSONPath("$..[?(@.id)]").evaluate(in: scope([["id": 1], ["sub": ["id": 2]]])) == [["id": 1], ["id": 2]]
        )
    }

    @Test(arguments: [
        ("$.no", "Invalid path '$.no' : No results for path: $['no']"),
        ("$.no.such", "Invalid path '$.no.such' : Missing property in path $['no']"),
        ("$.name.x", "Invalid path '$.name.x' : Property ['x'] not found in path $['name']"),
        ("$.books[7]", "Invalid path '$.books[7]' : Index out of bounds when evaluating path $['books'][7]"),
    ])
    func missNamesThePlaceInAWSWords(_ path: String, _ cause: String) {
        #expect(throws: EvaluationError(error: "States.Runtime", cause: cause)) {
            try JSONPath(path).evaluate(in: scope(Self.store))
        }
    }

    @Test func sliceOfAnObjectAtTheRootFails() {
        #expect(throws: EvaluationError.self) { try JSONPath("$[1:5]").evaluate(in: scope([:])) }
    }

    @Test func contextAndVariablesAreRoots() throws {
        let scope = scope(variables: ["user": ["name": "Ann"]])
        #expect(try JSONPath("$$.Execution.Name").evaluate(in: scope) == "run-1")
        #expect(try JSONPath("$user.name").evaluate(in: scope) == "Ann")
        #expect(try JSONPath("$user").evaluate(in: scope) == ["name": "Ann"])
        #expect(throws: EvaluationError.self) { try JSONPath("$nobody").evaluate(in: scope) }
    }

    @Test func contextIsNotBuiltForTheInput() throws {
        var scope = scope(["a": 1])
        scope.context = {
            Issue.record("the context was built")
            return nil
        }
        #expect(try JSONPath("$.a").evaluate(in: scope) == 1)
    }

    @Test func composedAndDecomposedNamesAreTwo() throws {
        let input: JSONValue = ["e\u{301}": 1, "\u{e9}": 2]
        #expect(try JSONPath("$.\u{e9}").evaluate(in: scope(input)) == 2)
        #expect(try JSONPath("$['e\u{301}']").evaluate(in: scope(input)) == 1)
    }

    @Test(arguments: [
        ("", 0), ("a.b", 0), ("$.", 2), ("$..", 3), ("$.a b", 3), ("$.a[", 4), ("$.a[]", 4), ("$.a[x]", 4),
        ("$.a['x]", 7),
        ("$.a[1.5]", 5), ("$.a[:]", 5), ("$.a[99999999999]", 4), ("$.a[?@.x]", 5), ("$.a[?()]", 6),
        ("$.a[?(@.x = 1)]", 10),
        ("$.a.keys()", 4), ("$..a.length()", 13), ("$.a*", 4), ("$.a]", 3),
    ])
    func textThatIsNoPathIsRefusedWhereItGoesWrong(_ path: String, _ offset: Int) {
        #expect { try JSONPath(path) } throws: { ($0 as? JSONPathError)?.offset == offset }
    }

    @Test func nestingOfAFilterIsBounded() {
        let deep = "$[?(" + String(repeating: "(", count: 100) + "@.a" + String(repeating: ")", count: 100) + ")]"
        #expect(throws: JSONPathError.self) { try JSONPath(deep) }
    }

    @Test func visitsOfOneEvaluationAreBounded() throws {
        var value: JSONValue = 1
        for _ in 0..<400 { value = [value] }
        #expect(throws: EvaluationError.self) { try JSONPath("$..*..*..*").evaluate(in: scope(value)) }
    }
}
