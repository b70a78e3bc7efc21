
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='benefit',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='benefit',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='benefit',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='benefit',
            name='proposed_benefit_is_shared',
        ),
        migrations.AddField(
            model_name='benefit',
            name='change_reason',
            field=models.TextField(blank=True, verbose_name='why it was changed'),
        ),
        migrations.AddField(
            model_name='benefitevent',
            name='change_reason',
            field=models.TextField(blank=True, verbose_name='why it was changed'),
        ),
        migrations.AlterField(
            model_name='benefit',
            name='state',
            field=models.CharField(choices=[('draft', 'Own side only'), ('proposed', 'Proposed'), ('agreed', 'Agreed'), ('declined', 'Not agreed'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='benefitevent',
            name='state',
            field=models.CharField(choices=[('draft', 'Own side only'), ('proposed', 'Proposed'), ('agreed', 'Agreed'), ('declined', 'Not agreed'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10, verbose_name='state'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='benefit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "benefits_benefitevent" ("agreed_by_id", "agreed_on", "baseline", "body_id", "change_reason", "confidence", "direction", "due_on", "evidence_kind", "goal_number", "id", "is_disbenefit", "latest", "latest_on", "measure", "number", "outcome", "owner_id", "owning_party_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_on", "public_id", "realised", "reason", "recorded_by_id", "recorded_on", "state", "statement", "tags", "target", "term_id", "type_key", "type_label", "unit", "version", "visibility", "weight") VALUES (NEW."agreed_by_id", NEW."agreed_on", NEW."baseline", NEW."body_id", NEW."change_reason", NEW."confidence", NEW."direction", NEW."due_on", NEW."evidence_kind", NEW."goal_number", NEW."id", NEW."is_disbenefit", NEW."latest", NEW."latest_on", NEW."measure", NEW."number", NEW."outcome", NEW."owner_id", NEW."owning_party_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposed_on", NEW."public_id", NEW."realised", NEW."reason", NEW."recorded_by_id", NEW."recorded_on", NEW."state", NEW."statement", NEW."tags", NEW."target", NEW."term_id", NEW."type_key", NEW."type_label", NEW."unit", NEW."version", NEW."visibility", NEW."weight"); RETURN NULL;', hash='869ca6e4c7d9366fb2eb321db1b271e7e9a2f645', operation='INSERT', pgid='pgtrigger_insert_insert_49483', table='benefits_benefit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='benefit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "benefits_benefitevent" ("agreed_by_id", "agreed_on", "baseline", "body_id", "change_reason", "confidence", "direction", "due_on", "evidence_kind", "goal_number", "id", "is_disbenefit", "latest", "latest_on", "measure", "number", "outcome", "owner_id", "owning_party_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_on", "public_id", "realised", "reason", "recorded_by_id", "recorded_on", "state", "statement", "tags", "target", "term_id", "type_key", "type_label", "unit", "version", "visibility", "weight") VALUES (NEW."agreed_by_id", NEW."agreed_on", NEW."baseline", NEW."body_id", NEW."change_reason", NEW."confidence", NEW."direction", NEW."due_on", NEW."evidence_kind", NEW."goal_number", NEW."id", NEW."is_disbenefit", NEW."latest", NEW."latest_on", NEW."measure", NEW."number", NEW."outcome", NEW."owner_id", NEW."owning_party_id", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposed_on", NEW."public_id", NEW."realised", NEW."reason", NEW."recorded_by_id", NEW."recorded_on", NEW."state", NEW."statement", NEW."tags", NEW."target", NEW."term_id", NEW."type_key", NEW."type_label", NEW."unit", NEW."version", NEW."visibility", NEW."weight"); RETURN NULL;', hash='7baa3ba995b974fa070c388f43f828c8ccd215e0', operation='UPDATE', pgid='pgtrigger_update_update_07a8f', table='benefits_benefit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='benefit',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "benefits_benefitevent" ("agreed_by_id", "agreed_on", "baseline", "body_id", "change_reason", "confidence", "direction", "due_on", "evidence_kind", "goal_number", "id", "is_disbenefit", "latest", "latest_on", "measure", "number", "outcome", "owner_id", "owning_party_id", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_on", "public_id", "realised", "reason", "recorded_by_id", "recorded_on", "state", "statement", "tags", "target", "term_id", "type_key", "type_label", "unit", "version", "visibility", "weight") VALUES (OLD."agreed_by_id", OLD."agreed_on", OLD."baseline", OLD."body_id", OLD."change_reason", OLD."confidence", OLD."direction", OLD."due_on", OLD."evidence_kind", OLD."goal_number", OLD."id", OLD."is_disbenefit", OLD."latest", OLD."latest_on", OLD."measure", OLD."number", OLD."outcome", OLD."owner_id", OLD."owning_party_id", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proposed_on", OLD."public_id", OLD."realised", OLD."reason", OLD."recorded_by_id", OLD."recorded_on", OLD."state", OLD."statement", OLD."tags", OLD."target", OLD."term_id", OLD."type_key", OLD."type_label", OLD."unit", OLD."version", OLD."visibility", OLD."weight"); RETURN NULL;', hash='54046495c98558c289aeecc5d95d578372c21584', operation='DELETE', pgid='pgtrigger_delete_delete_700bd', table='benefits_benefit', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='benefit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('proposed', 'agreed', 'declined')), _negated=True), models.Q(('number__isnull', False), ('visibility__in', ['shared', 'published'])), _connector='OR'), name='proposed_benefit_is_shared'),
        ),
        migrations.AddConstraint(
            model_name='benefit',
            constraint=models.CheckConstraint(condition=models.Q(('agreed_by__isnull', True), models.Q(('agreed_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='nobody_agrees_own_benefit'),
        ),
        migrations.AddConstraint(
            model_name='benefitreading',
            constraint=models.CheckConstraint(condition=models.Q(('answered_by__isnull', True), models.Q(('answered_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='nobody_answers_own_reading'),
        ),
    ]
