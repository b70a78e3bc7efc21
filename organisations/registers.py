"""Which registers of organisations we know how to check: org-id.guide codes and the stdnum module of each."""

import stdnum.au.abn
import stdnum.be.vat
import stdnum.br.cnpj
import stdnum.ch.uid
import stdnum.dk.cvr
import stdnum.es.cif
import stdnum.fi.ytunnus
import stdnum.fr.siren
import stdnum.fr.siret
import stdnum.gb.vat
import stdnum.it.iva
import stdnum.lei
import stdnum.no.orgnr
import stdnum.se.orgnr
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NotANumber

CHECKS = {
    "XI-LEI": stdnum.lei,
    "AU-ABN": stdnum.au.abn,
    "BE-BCE_KBO": stdnum.be.vat,
    "BR-CNPJ": stdnum.br.cnpj,
    "CH-FDJP": stdnum.ch.uid,
    "DK-CVR": stdnum.dk.cvr,
    "ES-CIF": stdnum.es.cif,
    "FI-PRO": stdnum.fi.ytunnus,
    "FR-INSEE": stdnum.fr.siren,
    "FR-SIRET": stdnum.fr.siret,
    "GB-VAT": stdnum.gb.vat,
    "IT-VAT": stdnum.it.iva,
    "NO-BRC": stdnum.no.orgnr,
    "SE-BLV": stdnum.se.orgnr,
}


def checked_number(scheme, value):
    """This function will return `value` in its register's canonical form, or only trimmed for an unknown scheme.

    Raises ValidationError where the register's own check digit or length says no.
    """
    number = " ".join(value.split())
    module = CHECKS.get(scheme)
    if module is None:
        return number
    try:
        return module.validate(number)
    except NotANumber as refusal:
        raise ValidationError(
            {
                "value": _("“%(value)s” is not a number of %(scheme)s. Check it for a slip.")
                % {"value": number, "scheme": scheme}
            },
            code="bad_number",
        ) from refusal
