"""A folder of state belongs to one process at a time, and its secrets to one user."""

import pytest

from deploy import reset, state


def test_held_folder_is_refused_to_others(tmp_path):
    with state.hold(tmp_path), pytest.raises(state.InUse), state.hold(tmp_path):
        pass


def test_released_folder_can_be_held_again(tmp_path):
    with state.hold(tmp_path):
        pass

    with state.hold(tmp_path):
        assert state.ROOT.is_dir()


def test_state_is_read_only_while_its_writer_runs(tmp_path):
    with state.hold(tmp_path):
        state.write(tmp_path, {"DATABASE_URL": "postgres://app@/x"})
        running = state.read(tmp_path)

    assert running["DATABASE_URL"] == "postgres://app@/x"
    assert state.read(tmp_path) is None


def test_folder_that_is_just_starting_is_not_taken_for_idle(tmp_path):
    with state.hold(tmp_path), pytest.raises(state.InUse, match="started or stopped"):
        state.read(tmp_path)


def test_missing_folder_is_idle_and_stays_missing(tmp_path):
    assert state.read(tmp_path / "none") is None
    assert not (tmp_path / "none").exists()


def test_secret_is_drawn_once_and_is_private(tmp_path):
    drawn = state.secret(tmp_path)

    assert state.secret(tmp_path) == drawn
    assert len(drawn) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_reset_removes_folders_of_state_and_nothing_else(tmp_path):
    for name in ("demo", "run"):
        with state.hold(tmp_path / name):
            pass
    (tmp_path / "browser").mkdir()

    reset.reset(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["browser"]


def test_reset_removes_nothing_while_something_runs(tmp_path):
    for name in ("demo", "run"):
        with state.hold(tmp_path / name):
            pass

    with state.hold(tmp_path / "run"):
        state.write(tmp_path / "run", {})
        with pytest.raises(state.InUse, match="run is running"):
            reset.reset(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo", "run"]
