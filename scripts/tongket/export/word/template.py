"""Nothing in; an empty Word document out: python-docx's own template without what it carries along from elsewhere."""

from __future__ import annotations

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as REL
from docx.opc.rel import Relationships
from docx.oxml.ns import qn

from tongket.export.word.elements import element

_OLD_STYLES = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"
#: A picture of an empty page; data, lists and web settings that nothing uses; a second, older set of styles that
#: would contradict ours.
_UNUSED = (REL.THUMBNAIL, REL.CUSTOM_XML, REL.NUMBERING, REL.WEB_SETTINGS, _OLD_STYLES)
#: The styles kept (by id); of the others Word knows the names anyway.
_KEPT = {
    *("Normal", "DefaultParagraphFont", "TableNormal", "NoList", "TableGrid", "Header", "Footer", "BodyText"),
    *(f"Heading{level}" for level in range(1, 7)),
}
_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Office Word</Application></Properties>"
)


def empty(language: str) -> Document:
    """Return an empty document in a language (a BCP 47 tag), with the styles that are built in and used."""
    document = docx.Document()
    package = document.part.package
    _drop(package.rels)
    _drop(document.part.rels)
    package.part_related_by(REL.EXTENDED_PROPERTIES)._blob = _PROPERTIES.encode()
    _styles(document, language)
    _settings(document, language)
    return document


def _drop(relations: Relationships) -> None:
    for identity in [identity for identity, relation in relations.items() if relation.reltype in _UNUSED]:
        del relations[identity]


def _styles(document: Document, language: str) -> None:
    root = document.styles.element
    kept = [style for style in root.style_lst if style.styleId in _KEPT]
    linked = {link.get(qn("w:val")) for style in kept for link in style.findall(qn("w:link"))}
    for style in list(root.style_lst):
        if style.styleId not in _KEPT | linked:
            root.remove(style)
    defaults = root.find(qn("w:docDefaults"))
    for spoken in defaults.iter(qn("w:lang")):
        for attribute in ("val", "eastAsia"):
            spoken.set(qn(f"w:{attribute}"), language)
    for spacing in defaults.iter(qn("w:spacing")):
        spacing.set(qn("w:after"), "0")
        spacing.set(qn("w:line"), "240")


def _settings(document: Document, language: str) -> None:
    """Set the language; write numbers as Vietnamese do; don't open in Word's mode for old files."""
    root = document.settings.element
    for name in ("w:savePreviewPicture", "w:rsids"):
        for found in root.findall(qn(name)):
            root.remove(found)
    root.find(qn("w:zoom")).getparent().replace(root.find(qn("w:zoom")), element("w:zoom", percent="100"))
    root.find(qn("w:themeFontLang")).set(qn("w:val"), language)
    root.find(qn("w:decimalSymbol")).set(qn("w:val"), ",")
    root.find(qn("w:listSeparator")).set(qn("w:val"), ";")
    for setting in root.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
