"""The server and its worker start and end together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from chungtay.cli.serve import keep_running, refuse_taken_port
from chungtay.rulebook.errors import ChungTayError


@pytest.fixture
def taken_port() -> Iterator[socket.socket]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening


def test_a_taken_port_is_said_before_anything_starts(taken_port: socket.socket) -> None:
    port = taken_port.getsockname()[1]
    with pytest.raises(ChungTayError) as refused:
        refuse_taken_port("127.0.0.1", port)
    assert f"--port {port + 1}" in refused.value.vi
    assert f"--port {port + 1}" in refused.value.en


def test_a_free_port_passes(taken_port: socket.socket) -> None:
    port = taken_port.getsockname()[1]
    taken_port.close()
    refuse_taken_port("127.0.0.1", port)


def test_a_port_that_cannot_be_is_refused() -> None:
    with pytest.raises(ChungTayError, match="70000"):
        refuse_taken_port("127.0.0.1", 70000)


# One process that says its number and stays; it writes whole lines, whatever others write beside it.
STAYS = "import os, time; os.write(1, b'\\n%d\\n' % os.getpid()); time.sleep(600)"
ENDS = "import sys, time; time.sleep(1); sys.exit(7)"
PROGRAM = """
import sys
from chungtay.cli.serve import keep_running
commands = [[sys.executable, "-c", code] for code in {codes!r}]
sys.exit(keep_running(commands, "127.0.0.1", {port}))
"""


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_when_one_ends_the_other_is_ended_too(taken_port: socket.socket) -> None:
    program = PROGRAM.format(codes=[STAYS, ENDS], port=taken_port.getsockname()[1])
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 7
    number = next(int(line) for line in done.stdout.splitlines() if line.isdigit())
    assert not alive(number)


def test_a_killed_worker_is_started_again(taken_port: socket.socket) -> None:
    program = PROGRAM.format(codes=["import time; time.sleep(600)", STAYS], port=taken_port.getsockname()[1])
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        numbers = (int(line) for line in server.stdout if line.strip().isdigit())
        first = next(numbers)
        os.kill(first, signal.SIGKILL)
        second = next(numbers)
        assert second != first
        assert server.poll() is None
        server.send_signal(signal.SIGTERM)
        server.stdout.read()
    assert not alive(second)


def test_a_stop_signal_ends_all_and_is_no_error(taken_port: socket.socket) -> None:
    program = PROGRAM.format(codes=[STAYS, STAYS], port=taken_port.getsockname()[1])
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        numbers: list[int] = []
        ready = False
        while len(numbers) < 2 or not ready:
            line = server.stdout.readline()
            assert line, "the server ended early"
            numbers += [int(line)] if line.strip().isdigit() else []
            ready |= "http://127.0.0.1" in line
        server.send_signal(signal.SIGTERM)
        server.stdout.read()
    assert server.returncode == 0
    assert not any(map(alive, numbers))


def test_an_end_with_code_0_is_still_a_failure_of_the_server(taken_port: socket.socket) -> None:
    quick = [sys.executable, "-c", "pass"]
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert keep_running([quick], "127.0.0.1", taken_port.getsockname()[1]) == 1
    finally:
        signal.signal(signal.SIGTERM, before)
