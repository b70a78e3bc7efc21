from partnerships.operations.approvals import answer_approval
from partnerships.operations.asking import tell_deputies
from partnerships.operations.conditions import (
    check_own_conditions,
    download_evidence,
    leave_out_condition,
    pass_condition,
    reopen_condition,
    reopen_expired_conditions,
    settle_from_records,
    tick_condition,
)
from partnerships.operations.creation import (
    create_partnership,
    score_and_profile,
    take_over_partnership,
    tier_of,
    tier_score,
)
from partnerships.operations.drafts import discard_draft, save_draft
from partnerships.operations.editing import edit_partnership, relate_parties, set_term
from partnerships.operations.gates import (
    ask_decision,
    ask_override,
    set_gate_target,
    withdraw_approval,
)
from partnerships.operations.handing import hand_over
from partnerships.operations.imports import keep_import
from partnerships.operations.invitations import (
    accept_invitation,
    accept_with_new_account,
    invite,
    resend_invitation,
    withdraw_invitation,
    withdraw_invitations_of,
)
from partnerships.operations.locking import refuse_frozen
from partnerships.operations.looking import start_view_as, stop_view_as
from partnerships.operations.moves import move, pause, resume, suspend, terminate
from partnerships.operations.people import (
    add_member,
    add_party,
    lift_recusal,
    name_seat,
    note_opened,
    recuse,
    remove_member,
    share_in,
)
from partnerships.operations.profiles import (
    copy_profile,
    edit_profile,
    load_shipped_profiles,
    publish_profile,
    refuse_published,
)
from partnerships.operations.projection import (
    project_partnership,
    projected_permissions,
    stored_permissions,
)
from partnerships.operations.refusals import (
    AnswerRefused,
    ConditionRefused,
    DecisionRefused,
    Frozen,
    GateNotPassed,
    InvitationOver,
    InvitationRefused,
    LookRefused,
    MemberRefused,
    MoveRefused,
    ProfileRefused,
    StaleVersion,
)
from partnerships.operations.standing import push_standing

__all__ = [
    "AnswerRefused",
    "ConditionRefused",
    "DecisionRefused",
    "Frozen",
    "GateNotPassed",
    "InvitationOver",
    "InvitationRefused",
    "LookRefused",
    "MemberRefused",
    "MoveRefused",
    "ProfileRefused",
    "StaleVersion",
    "accept_invitation",
    "accept_with_new_account",
    "add_member",
    "add_party",
    "answer_approval",
    "ask_decision",
    "ask_override",
    "check_own_conditions",
    "copy_profile",
    "create_partnership",
    "discard_draft",
    "download_evidence",
    "edit_partnership",
    "edit_profile",
    "hand_over",
    "invite",
    "keep_import",
    "leave_out_condition",
    "lift_recusal",
    "load_shipped_profiles",
    "move",
    "name_seat",
    "note_opened",
    "pass_condition",
    "pause",
    "project_partnership",
    "projected_permissions",
    "publish_profile",
    "push_standing",
    "recuse",
    "refuse_frozen",
    "refuse_published",
    "relate_parties",
    "remove_member",
    "reopen_condition",
    "reopen_expired_conditions",
    "resend_invitation",
    "resume",
    "save_draft",
    "score_and_profile",
    "set_gate_target",
    "set_term",
    "settle_from_records",
    "share_in",
    "start_view_as",
    "stop_view_as",
    "stored_permissions",
    "suspend",
    "take_over_partnership",
    "tell_deputies",
    "terminate",
    "tick_condition",
    "tier_of",
    "tier_score",
    "withdraw_approval",
    "withdraw_invitation",
    "withdraw_invitations_of",
]
