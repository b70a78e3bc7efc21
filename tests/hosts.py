"""Requests that lie about where they came to; no link in any mail may believe one of them."""

# A host that is ours, and twelve headers by which proxies, browsers and attackers name another one.
FORGED = [
    {"HTTP_X_FORWARDED_HOST": "evil.example"},
    {"HTTP_X_FORWARDED_SERVER": "evil.example"},
    {"HTTP_X_FORWARDED_PROTO": "https"},
    {"HTTP_X_FORWARDED_PORT": "1"},
    {"HTTP_X_FORWARDED_PREFIX": "/evil"},
    {"HTTP_X_HOST": "evil.example"},
    {"HTTP_X_ORIGINAL_HOST": "evil.example"},
    {"HTTP_X_ORIGINAL_URL": "https://evil.example"},
    {"HTTP_FORWARDED": "host=evil.example;proto=https"},
    {"HTTP_REFERER": "https://evil.example"},
    {"HTTP_ORIGIN": "https://evil.example"},
    {"SERVER_NAME": "127.0.0.1"},
]
# Host headers that are not ours: answered with 400, and nothing is sent.
FOREIGN = [
    "evil.example",
    "evil example",
    "localhost@evil.example",
    "localhost:8000.evil.example",
    "localhost,evil.example",
    "[::1].evil.example",
]
