"""Twenty-two ways to write an address that looks like mike@city.example."""

# Those that are, once normalised, the same mailbox.
SAME = [
    "Mike@City.Example",
    " mike@city.example ",
    "MIKE@CITY.EXAMPLE",
    "ｍｉｋｅ@city.example",
    "mike＠city.example",
    "mi\u212ae@city.example",
    "𝐦𝐢𝐤𝐞@city.example",
    "ⓜⓘⓚⓔ@city.example",
    "mike@ｃｉｔｙ.example",
    "mike@city。example",
]
# Those that look like it and are not; none of them may become an account.
OTHER = [
    "m\u0131ke@city.example",
    "m\u0130ke@city.example",
    "m\u0456ke@city.example",
    "mik\u0435@city.example",
    "m\u00ecke@city.example",
    "mike\u200b@city.example",
    "mi\u00adke@city.example",
    "mike@@city.example",
    '"mike"@city.example',
    "mike@city.example\r\nBcc: all@city.example",
    "mike@city",
    "m" * 250 + "@city.example",
]
