"""A profile and the notice on every page in; a prepared Word package, in which only a body's text is missing, out.

What all documents of a campaign share (styles, settings, page furniture) is made and compressed once; a document
is its own XML put into a copy of that.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tongket.export.word import markup, styles
from tongket.export.word.elements import field
from tongket.export.word.profile import Profile

_DOCUMENT, _CORE = "word/document.xml", "docProps/core.xml"
#: Word needs some date in its archive and properties; a document without one bears this.
_NO_DATE = date(1980, 1, 1)
#: The system that an archive says it was made on, by the ZIP format's own number: always the same one.
_UNIX = 3
#: The shared parts are compressed once, a body for every document: zlib's usual level would make a file of 29 KB
#: a tenth smaller and take more than twice the time.
_SHARED_LEVEL, _OWN_LEVEL = 9, 3
#: Open Packaging Conventions allow no longer property.
_LONGEST_PROPERTY = 255
_PROPERTIES = (
    "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:dcmitype="http://purl.org/dc/dcmitype/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject><dc:creator>{author}</dc:creator><cp:keywords/>"
    "<dc:description>{notice}</dc:description><cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
    "<cp:revision>1</cp:revision>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:modified>'
    "<cp:category/><dc:language>{language}</dc:language></cp:coreProperties>"
)


@dataclass(frozen=True)
class Package:
    """A package without its body and its properties. `style_ids` are by the styles' names."""

    style_ids: Mapping[str, str]
    notice: str
    _shared: bytes
    _before: str
    _after: str

    def filled(self, body: str, title: str, subject: str, author: str, day: date | None) -> bytes:
        """Return the file with a body (XML) and properties (plain texts): the same bytes for the same input."""
        properties = _PROPERTIES.format(
            title=_property(title),
            subject=_property(subject),
            author=_property(author),
            notice=_property(self.notice),
            day=day or _NO_DATE,
            language=styles.LANGUAGE,
        )
        file = io.BytesIO(self._shared)
        file.seek(0, io.SEEK_END)
        with zipfile.ZipFile(file, "a") as archive:
            _add(archive, _CORE, properties.encode(), _OWN_LEVEL)
            _add(archive, _DOCUMENT, f"{self._before}{body}{self._after}".encode(), _OWN_LEVEL)
        return file.getvalue()


@lru_cache(maxsize=8)
def prepared(profile: Profile, notice: str) -> Package:
    """Return the package of a form; pages are numbered from the second on, the notice is at the foot of all."""
    document = styles.new_document(profile)
    section = document.sections[0]
    number = section.header.paragraphs[0]
    number.style = styles.PAGE_NUMBER
    field(number, "PAGE", "2")
    section.first_page_header.is_linked_to_previous = False
    for footer in (section.footer, section.first_page_footer):
        footer.paragraphs[0].style = styles.NOTICE
        footer.paragraphs[0].text = markup.legal(notice)
    saved, shared = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(shared, "w") as target:
        before, end, after = source.read(_DOCUMENT).decode().partition("<w:sectPr")
        for name in source.namelist():
            if name not in (_DOCUMENT, _CORE):
                _add(target, name, source.read(name), _SHARED_LEVEL)
    ids = {style.name: markup.plain(style.style_id) for style in document.styles}
    return Package(ids, notice, shared.getvalue(), before, end + after)


def _add(archive: zipfile.ZipFile, name: str, content: bytes, level: int) -> None:
    """Add a part with one fixed date, so that the same document has the same bytes."""
    part = zipfile.ZipInfo(name, (_NO_DATE.year, _NO_DATE.month, _NO_DATE.day, 0, 0, 0))
    part.create_system = _UNIX
    archive.writestr(part, content, zipfile.ZIP_DEFLATED, level)


def _property(text: str) -> str:
    """Return a text cut to what a document property may hold, as XML."""
    return markup.plain(markup.legal(text).strip()[:_LONGEST_PROPERTY])
