"""Small packages of our own, so that nothing depends on files that may be absent."""

import copy
import json

BODY = {"scheme": "GB-LAE", "id": "HAV", "legalName": "Borough of Haverleigh"}
COMPANY = {"scheme": "GB-COH", "id": "09876543", "legalName": "Brightwater Ltd"}
OCID = "ocds-abc123-lido"


def releases(ocid=OCID):
    """Return a life in four releases: planning, contract, implementation, amendment."""
    return copy.deepcopy(
        [
            {
                **_release(ocid, "1", "2019-02-01T09:00:00Z", "planning"),
                "parties": [
                    {
                        "id": "haverleigh",
                        "name": "Borough of Haverleigh",
                        "identifier": BODY,
                        "roles": ["buyer", "procuringEntity"],
                        "contactPoint": {
                            "name": "Sports team",
                            "email": "sports@haverleigh.example",
                        },
                    },
                    {"id": "bright", "name": "Brightwater", "roles": ["tenderer"]},
                ],
                "planning": {
                    "rationale": "The lido leaks.",
                    "project": {
                        "id": "lido",
                        "title": "Haverleigh lido",
                        "description": "A warm pool all year.",
                        "sector": {"scheme": "COFOG", "id": "08.1.0"},
                        "totalValue": {"amount": 1250000.5, "currency": "GBP"},
                    },
                },
            },
            {
                **_release(ocid, "2", "2020-03-01T09:00:00Z", "contract"),
                "parties": [
                    {
                        "id": "bright",
                        "name": "Brightwater Ltd",
                        "identifier": COMPANY,
                        "roles": ["supplier", "privateParty"],
                    }
                ],
                "awards": [{"id": "a1", "status": "active"}],
                "contracts": [
                    {
                        "id": "c1",
                        "awardID": "a1",
                        "title": "Lido concession",
                        "status": "active",
                        "dateSigned": "2020-02-20T00:00:00Z",
                        "period": {
                            "startDate": "2020-04-01T00:00:00Z",
                            "endDate": "2030-03-31T00:00:00Z",
                            "maxExtentDate": "2032-03-31T00:00:00Z",
                        },
                    }
                ],
            },
            {
                **_release(ocid, "3", "2021-04-01T09:00:00Z", "implementation"),
                "contracts": [
                    {
                        "id": "c1",
                        "awardID": "a1",
                        "implementation": {"metrics": [{"id": "m1", "title": "Visits"}]},
                    }
                ],
            },
            {
                **_release(ocid, "4", "2022-05-01T09:00:00Z", "contractAmendment"),
                "contracts": [
                    {
                        "id": "c1",
                        "awardID": "a1",
                        "period": {"endDate": "2031-03-31T00:00:00Z"},
                        "amendments": [{"id": "1", "description": "One more year."}],
                    }
                ],
            },
        ]
    )


def _release(ocid, number, date, tag):
    return {"ocid": ocid, "id": number, "date": date, "tag": [tag], "initiationType": "tender"}


def package(rows=None):
    """Return a release package."""
    return {"version": "1.1", "publisher": {"name": "Haverleigh"}, "releases": rows or releases()}


def record_package(rows=None):
    """Return the same as a record package."""
    rows = rows or releases()
    record = {"ocid": rows[0]["ocid"], "releases": rows}
    return {"version": "1.1", "publisher": {"name": "Haverleigh"}, "records": [record]}


def as_bytes(document):
    """Return a document as the bytes of a file."""
    return json.dumps(document).encode()
