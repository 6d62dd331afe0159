import StepAWS
import Testing

@Suite struct XMLReaderTests {
    private func read(_ text: String, _ limits: XMLReader.Limits = XMLReader.Limits()) throws(XMLError) -> XMLNode {
        try XMLReader.read(Array(text.utf8), limits: limits)
    }

    @Test func readsElementsAttributesAndText() throws {
        let node = try read(
            "\u{FEFF}<?xml version='1.0'?>\n<!-- c --><ns:a x=\"1 &lt; 2\" ns:y='z'><b>one</b>\r\n<b/> tail </ns:a>\n"
        )
        #expect(node.name == "a")
        #expect(node.attribute("x") == "1 < 2")
        #expect(node.attribute("y") == "z")
        #expect(node.children("b").map(\.text) == ["one", ""])
        #expect(node.text == "\n tail ")
    }

    @Test func resolvesReferencesAndKeepsCDATA() throws {
        #expect(try read("<a>&amp;&#65;&#x1F600;&quot;&apos;&gt;</a>").text == "&A😀\"'>")
        #expect(try read("<a>x<![CDATA[<b>&amp;]]>y<!-- n --></a>").text == "x<b>&amp;y")
    }

    @Test(arguments: [
        "", "text", "<a>", "<a></b>", "<a b></a>", "<a b=c></a>", "<a b=\"<\"/>", "<a>&nope;</a>", "<a>&#x110000;</a>",
        "<a/><b/>", "<a/>tail", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a><![CDATA[</a>", "< a/>",
        "<a>&amp</a>",
    ])
    func refusesWhatIsNotXML(text: String) {
        #expect(throws: XMLError.self) { try read(text) }
    }

    @Test func isBounded() {
        var limits = XMLReader.Limits()
        limits.depthMax = 3
        #expect(throws: Never.self) { try read("<a><b><c/></b></a>", limits) }
        #expect(throws: XMLError.self) { try read("<a><b><c><d/></c></b></a>", limits) }
        limits.elementsMax = 2
        #expect(throws: XMLError.self) { try read("<a><b/><b/></a>", limits) }
        limits.bytesMax = 8
        #expect(throws: XMLError.self) { try read("<a>12345</a>", limits) }
        #expect(throws: XMLError.self) { try XMLReader.read([0x3C, 0x61, 0x3E, 0xFF, 0x3C, 0x2F, 0x61, 0x3E]) }
    }
}
