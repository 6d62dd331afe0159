import Testing

@Suite struct SwiftTextTests {
    @Test func commentsAndLiteralsAreNoCode() {
        let text = SwiftText(
            """
            let a = "print(1)" // print(2)
            /* print(3) /* print(4) */ print(5) */ let b = 6
            let c = #"print("7")"#
            """
        )
        #expect(text.codeLines.joined().contains("print") == false)
        #expect(text.codeLines[1].contains("let b = 6"))
        #expect(text.commentLines[0].contains("// print(2)"))
        #expect(text.commentLines[2].allSatisfy { $0 == " " })
    }

    @Test func interpolationsAreCode() {
        let text = SwiftText(##"let a = "x \(print(")")) y"; let b = #"\(1) \#(print(2))"#"##)
        #expect(text.codeLines[0].split(separator: "print").count == 3)
        #expect(!text.codeLines[0].contains("x"))
        #expect(!text.codeLines[0].contains("1"))
    }

    @Test func functionsAreMeasuredToTheirClosingBrace() {
        let text = SwiftText(
            """
            protocol P {
                func requirement()
                init()
            }
            struct S: P {
                func requirement() { }
                private static func long(
                    _ body: () -> Void = {}
                ) {
                    if true {
                        let x = "}"
                    }
                }
                init() {
                }
            }
            """
        )
        #expect(text.functions.map(\.line) == [6, 7, 14])
        #expect(text.functions.map(\.lineCount) == [1, 7, 2])
    }
}
