from audit import context


def test_outside_a_door_there_is_no_request():
    assert context.request_id() == ""
    assert context.context_key() is None


def test_door_without_a_name_gets_one_of_its_own():
    with context.door() as first, context.door() as second:
        pass

    assert len(first.request_id) == len(second.request_id) == 32
    assert first.request_id != second.request_id


def test_door_closes_behind_itself():
    with context.door(request_id="request-0001"):
        assert context.request_id() == "request-0001"

    assert context.request_id() == ""
