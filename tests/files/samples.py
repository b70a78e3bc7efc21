"""Small files of every kind, made on the spot."""

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"\0" * 32 + b"\xff\xd9"
GIF = b"GIF89a" + bytes(32) + b";"
WEBP = b"RIFF" + (40).to_bytes(4, "little") + b"WEBPVP8 " + bytes(32)
EXE = b"MZ" + bytes(60) + b"PE\0\0" + bytes(200)
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = (
    b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
)


def png(width=10, height=10):
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + size + bytes(40) + b"IEND\xaeB`\x82"


def packed(members, **settings):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, **settings) as archive:
        for name, words in members.items():
            archive.writestr(name, words)
    return content.getvalue()


def office(main="word/document.xml", **more):
    return packed({"[Content_Types].xml": "<Types/>", main: "<document/>", **more})


def open_document(kind="text"):
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<x/>"})
