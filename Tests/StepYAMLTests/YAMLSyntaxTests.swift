import StepYAML
import Testing

@Suite struct YAMLSyntaxTests {
    private func print(_ text: String) -> String {
        let result = YAMLParser.parse(Array(text.utf8), file: "t.yaml")
        return DiagnosticPrinter(source: result.source).text(of: result.diagnostics)
    }

    @Test func anUnquotedExpressionSaysQuoteIt() {
        #expect(
            print("steps:\n  - until: {% $x.Status = 'done' %}\n") == """
                t.yaml:2:12: error: an expression must be quoted: `{` begins a YAML mapping
                    - until: {% $x.Status = 'done' %}
                             ^~~~~~~~~~~~~~~~~~~~~~~~  quote it: "{% $x.Status = 'done' %}"

                """
        )
    }

    @Test(arguments: [
        "a: {b: ${{ $x }}-y}\n", "a: [${{ $x }}]\n", "a: ${{ $x ? 'y' : 'z' }}\n", "a: {b: {% $x %}}\n",
        "- {%$x%}\n", "a: \"{% fine %}\"\nb: {% $x %}\n",
    ]) func everyUnquotedExpressionThatBreaksYAMLIsNamed(yaml: String) {
        #expect(print(yaml).contains("must be quoted"))
        #expect(print(yaml).contains("quote it"))
    }

    @Test func quotedExpressionsNextToAnotherErrorAreNotBlamed() {
        #expect(!print("a: {b: \"{% $x %}\" c}\n").contains("an expression must be quoted"))
    }

    @Test func badIndentationNamesBothColumns() {
        #expect(
            print("a:\n    b: 1\n   c: 2\n") == """
                t.yaml:3:4: error: bad indentation: column 4, where line 2 has column 5
                    c: 2
                    ^~  indent it by 4 spaces, as line 2

                """
        )
    }

    @Test(arguments: [
        (
            "steps:\n  - id: a\n     wait: 5\n",
            "t.yaml:3:6: error: bad indentation: column 6, where line 2 has column 5"
        ),
        ("steps:\n  - id: a\n   wait: 5\n", "t.yaml:3:4: error: bad indentation: column 4, where line 2 has column 5"),
        ("steps:\n   - id: a\n  - id: b\n", "t.yaml:3:3: error: bad indentation: column 3, where line 2 has column 4"),
        ("a: 1\n- b\n", "t.yaml:2:1: error: expected `key: value` here"),
        ("a: b: c\n", "t.yaml:1:5: error: a `:` is not expected here"),
    ]) func linesThatDoNotLineUpAreNamed(yaml: String, expected: String) {
        #expect(print(yaml).hasPrefix(expected))
    }

    @Test func aTabInTheIndentationIsNamed() {
        #expect(print("a:\n\tb: 1\n").hasPrefix("t.yaml:2:1: error: a tab in the indentation"))
    }

    @Test(arguments: [
        ("a: @x\n", "t.yaml:1:4: error: a value cannot begin with `@`"),
        ("a: *.txt\n", "t.yaml:1:4: error: a value cannot begin with `*`"),
        ("a: \"x\nb: 1\n", "t.yaml:1:4: error: the quotes opened here are never closed"),
        ("a: [1, 2\nb: 3\n", "error: expected `,` or `]`"),
        ("a: 1\nb\nc: 2\n", "t.yaml:2:1: error: this line is neither `key: value` nor part"),
    ]) func commonErrorsHaveTheirOwnWords(yaml: String, expected: String) {
        #expect(print(yaml).contains(expected))
    }
}
