-- The large set of blueprint 7, as far as its packages exist. :scale is 1.0 for all of it, 0.1 for a tenth.
-- Rows that operations would write one by one are laid out here by the thousand; triggers of the row history rest.
SET session_replication_role = replica;

INSERT INTO organisations_organisation (public_id, name, legal_name, kind, country, website, recorded_at, version)
SELECT gen_random_uuid(), 'Company ' || n || ' ' || (ARRAY['Works', 'Energy', 'Mobility', 'Data', 'Water'])[1 + n % 5],
       '', 'company', 'GB', '', now(), 1
FROM generate_series(1, (5000 * :scale)::int) AS n;

INSERT INTO organisations_relationship (public_id, body_id, organisation_id, since, note, version)
SELECT gen_random_uuid(), :body, id, date '2024-01-01', '', 1 FROM organisations_organisation WHERE kind = 'company';

CREATE TEMP TABLE company AS
SELECT id, name, row_number() OVER (ORDER BY id) - 1 AS n FROM organisations_organisation WHERE name LIKE 'Company %';

INSERT INTO partnerships_partnership
  (public_id, reference, lead_body_id, title, need, summary, sector, profile_version_id, profile_reason, tier, legal_route,
   legal_basis, currency, value, stage, side_state, stage_since, started_on, recorded_at, version)
SELECT gen_random_uuid(), 'BIG-' || 2015 + n % 12 || '-' || to_char(n, 'FM000000'), :body,
       (ARRAY['Clean', 'Open', 'Shared', 'Safe', 'Quiet'])[1 + n % 5] || ' ' ||
       (ARRAY['depot', 'library', 'harbour', 'orchard', 'market', 'school', 'river'])[1 + n % 7] || ' ' || n,
       'A need that fills a line or two of text, as they do.', 'What both sides agreed, in a sentence.', '04.5', :profile,
       '', 'T3', 'tender', 'Open procedure', 'GBP', 1000 + n,
       (ARRAY['need', 'scope', 'vetting', 'design', 'mobilise', 'live', 'live', 'live', 'renewal', 'closed'])[1 + n % 10],
       '', date '2024-01-01' + n % 900, date '2023-01-01' + n % 900, now() - n * interval '1 minute', 1
FROM generate_series(1, (20000 * :scale)::int) AS n;

CREATE TEMP TABLE big AS
SELECT id, reference, title, stage, row_number() OVER (ORDER BY id) - 1 AS n
FROM partnerships_partnership WHERE reference LIKE 'BIG-%';

-- Every fortieth partnership is with one company: the 500 of the busiest partner.
INSERT INTO partnerships_party (public_id, partnership_id, organisation_id, side, role, shared_at, shared_on)
SELECT gen_random_uuid(), big.id, company.id, 'partner', 'partner', now(), date '2024-01-01'
FROM big JOIN company ON company.n = CASE WHEN big.n % 40 = 0 THEN 0 ELSE 1 + big.n % ((SELECT count(*) FROM company) - 1) END;
INSERT INTO partnerships_party (public_id, partnership_id, organisation_id, side, role, shared_at, shared_on)
SELECT gen_random_uuid(), big.id, :organisation, 'public', 'lead_body', NULL, NULL FROM big;

INSERT INTO partnerships_member
  (public_id, body_id, partnership_id, visibility, owning_party_id, version, party_id, user_id, name, email, job_title,
   role, valid_from)
SELECT gen_random_uuid(), :body, big.id, 'shared', party.id, 1, party.id, :lead, '', '', '', 'lead', date '2023-01-01'
FROM big JOIN partnerships_party party ON party.partnership_id = big.id AND party.role = 'lead_body' WHERE big.n % 20 = 0;

INSERT INTO partnerships_term (public_id, partnership_id, number, starts_on, ends_on, notice_days, extension_days)
SELECT gen_random_uuid(), id, 1, date '2024-01-01', date '2026-06-01' + (n % 2000)::int, 30, 0 FROM big;

INSERT INTO partnerships_gate (public_id, body_id, partnership_id, visibility, version, number, state, target_on, passed_on)
SELECT gen_random_uuid(), :body, big.id, 'internal', 1, number, 'open', current_date + (big.n % 400)::int - 60, NULL
FROM big CROSS JOIN generate_series(1, 7) AS number;

INSERT INTO partnerships_gatecondition
  (public_id, body_id, partnership_id, visibility, version, gate_id, key, "order", mode, label, explanation, package,
   state, reason)
SELECT gen_random_uuid(), :body, gate.partnership_id, 'internal', 1, gate.id, condition.key, condition."order",
       condition.mode, condition.label, condition.explanation, condition.package, 'open', ''
FROM partnerships_gate gate JOIN big ON big.id = gate.partnership_id
JOIN partnerships_profilecondition condition ON condition.version_id = :profile AND condition.gate = gate.number;

INSERT INTO partnerships_seat (public_id, body_id, partnership_id, visibility, version, kind, side)
SELECT gen_random_uuid(), :body, big.id, 'shared', 1, kind, side
FROM big CROSS JOIN unnest(ARRAY['sponsor', 'signatory', 'chair', 'secretary']) AS kind
CROSS JOIN unnest(ARRAY['public', 'partner']) AS side;

INSERT INTO partnerships_stagechange
  (public_id, body_id, partnership_id, visibility, version, number, from_stage, to_stage, from_state, to_state, by_id,
   "on", recorded_at, reason, evidence)
SELECT gen_random_uuid(), :body, id, 'shared', 1, 1, stage, stage, '', '', :lead, date '2024-01-01' + (n % 900)::int, now(), '', '{}'
FROM big;

INSERT INTO partnerships_standing
  (partnership_id, health, gate, missing, next_due_on, next_due_key, open_asks, ends_on, partner_names, search_text,
   vacant_seats)
SELECT big.id, 'unknown', 6, 4, current_date + (big.n % 400)::int - 60, 'gate_6', 0, date '2026-06-01' + (big.n % 2000)::int,
       company.name, lower(big.reference || ' ' || big.title || ' ' || company.name),
       CASE WHEN big.n % 20 = 0 THEN ARRAY['sponsor public'] ELSE '{}' END
FROM big JOIN partnerships_party party ON party.partnership_id = big.id AND party.side = 'partner'
JOIN company ON company.id = party.organisation_id;

INSERT INTO notices_notice (public_id, recipient_id, address, key, kind, url, context, subject_kind, subject_id, posted_at, posted_on, read_at)
SELECT gen_random_uuid(), (ARRAY[:owner, :lead, :admin])[1 + n % 3], '', 'bench:' || n, 'partnerships.moved', '/', '{}', '', '',
       now() - n * interval '1 minute', current_date - n / 1440, CASE WHEN n > 60 THEN now() END
FROM generate_series(1, (1000000 * :scale)::int) AS n;

INSERT INTO audit_entry ("on", at, public_id, verb, object_kind, object_id, object_label, after, reason, request_id, body_key,
                         partnership_key, visibility)
SELECT date '2024-01-01' + n % 1000, now(), gen_random_uuid(), 'partnerships.settle_condition', 'partnerships.gatecondition',
       gen_random_uuid()::text, '', '{"condition": "first_risks", "state": "met"}', '', '', :'body_key',
       (SELECT public_id FROM partnerships_partnership WHERE id = (SELECT min(id) FROM big) + n % (SELECT count(*) FROM big)::int),
       'internal'
FROM generate_series(1, (1000000 * :scale)::int) AS n;

-- Eight benefits a partnership with three readings each, four contributions with two deliveries.
INSERT INTO benefits_benefit
  (public_id, body_id, partnership_id, visibility, owning_party_id, version, term_id, number, type_key, type_label,
   statement, measure, unit, direction, baseline, target, due_on, confidence, evidence_kind, is_disbenefit, weight,
   outcome, tags, state, recorded_by_id, recorded_on, proposed_on, agreed_on, agreed_by_id, reason, change_reason, latest,
   latest_on, realised)
SELECT gen_random_uuid(), :body, big.id, 'shared', party.id, 1, term.id,
       CASE party.side WHEN 'public' THEN number ELSE number + 4 END, 'emissions', 'Emissions avoided',
       'Something that is gained, in a line of text, number ' || number, 'Tonnes in a year', 'tCO2e', 'up', 0, 100,
       date '2027-01-01', 'medium', 'records', false, 1, '', '{}', 'agreed', :lead, date '2024-01-01', date '2024-01-01',
       date '2024-01-08', :owner, '', '', 40, date '2025-06-30', 0.4
FROM big JOIN partnerships_party party ON party.partnership_id = big.id
JOIN partnerships_term term ON term.partnership_id = big.id CROSS JOIN generate_series(1, 4) AS number;

INSERT INTO benefits_benefitreading
  (public_id, body_id, partnership_id, visibility, owning_party_id, version, benefit_id, value, read_on, note, state,
   recorded_by_id, recorded_on, answered_by_id, answered_on, reason)
SELECT gen_random_uuid(), body_id, partnership_id, 'shared', owning_party_id, 1, id, 10 * number + 10,
       date '2024-06-30' + number * 180, '', 'confirmed', :lead, date '2024-06-30', :owner, date '2024-07-02', ''
FROM benefits_benefit CROSS JOIN generate_series(1, 3) AS number;

INSERT INTO benefits_benefitbalance
  (partnership_id, term_id, public_realised, partner_realised, balance, is_flagged, public_count, partner_count)
SELECT big.id, term.id, 0.4, 0.4, 1, false, 4, 4
FROM big JOIN partnerships_term term ON term.partnership_id = big.id;

INSERT INTO benefits_contribution
  (public_id, body_id, partnership_id, visibility, owning_party_id, version, term_id, number, kind, statement, quantity,
   unit, value, currency, valuation, valuation_note, due_on, state, recorded_by_id, recorded_on, offered_on, promised_on,
   accepted_by_id, reason, received_value, received_quantity)
SELECT gen_random_uuid(), :body, big.id, 'shared', party.id, 1, term.id,
       CASE party.side WHEN 'public' THEN number ELSE number + 2 END, 'staff_days', 'Days of people who know the trade',
       20, 'days', 7000, 'GBP', 'day_rate', '350 a day', date '2027-01-01', 'promised', :lead, date '2024-01-01',
       date '2024-01-01', date '2024-01-08', :owner, '', 3500, 10
FROM big JOIN partnerships_party party ON party.partnership_id = big.id
JOIN partnerships_term term ON term.partnership_id = big.id CROSS JOIN generate_series(1, 2) AS number;

INSERT INTO benefits_handover
  (public_id, body_id, partnership_id, visibility, owning_party_id, version, contribution_id, delivered_on, quantity, value,
   note, state, reported_by_id, reported_on, answered_by_id, answered_on, received_quantity, received_value)
SELECT gen_random_uuid(), body_id, partnership_id, 'shared', owning_party_id, 1, id, date '2025-01-01', 5, 1750, '',
       'confirmed', :lead, date '2025-01-02', :owner, date '2025-01-05', 5, 1750
FROM benefits_contribution CROSS JOIN generate_series(1, 2) AS number;

INSERT INTO benefits_giventotal
  (partnership_id, term_id, side, currency, promised, received, awaiting, count, delivered_count)
SELECT big.id, term.id, side, 'GBP', 14000, 7000, 0, 2, 0
FROM big JOIN partnerships_term term ON term.partnership_id = big.id CROSS JOIN unnest(ARRAY['public', 'partner']) AS side;

DROP TABLE company, big;
SET session_replication_role = DEFAULT;
ANALYZE;
