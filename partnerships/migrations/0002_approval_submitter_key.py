from django.db import migrations


class Migration(migrations.Migration):
    """Keeps the submitter copied onto an ask true, so that its check constraint can be trusted."""

    dependencies = [("partnerships", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql="""
                ALTER TABLE partnerships_approvalask
                ADD CONSTRAINT ask_copies_its_submitter
                FOREIGN KEY (approval_id, submitter_id)
                REFERENCES partnerships_approval (id, submitter_id)
                DEFERRABLE INITIALLY DEFERRED
            """,
            reverse_sql="ALTER TABLE partnerships_approvalask DROP CONSTRAINT ask_copies_its_submitter",
        ),
    ]
