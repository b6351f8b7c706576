"""Qué «no» de un servidor es del buzón. Ante la duda no se cierra el de nadie."""

import pytest

from fais_analysis.delivery.respuestas import is_definitivo, is_del_buzon

PASAJEROS = [
    "Mailbox full", "5.0.0 Mailbox is full", "El buzón está lleno", "storage exceeded", "try again later",
    "5.0.0 Service temporarily unavailable", "greylisted", "5.4.14 hop count exceeded", "",
]  # fmt: skip
DE_QUIEN_MANDA = [
    "Message rejected", "Transaction failed", "Your message looks suspicious", "virus detected", "No SMTP service here",
    "reverse DNS lookup failed", "invalid HELO name", "Invalid DKIM signature", "invalid sender domain",
]  # fmt: skip
DEL_BUZON = [
    "5.1.1 User unknown", "no mailbox here by that name", "El usuario no existe",
    "This user doesn't have an account", "Account disabled", "cuenta cancelada", "mailbox unavailable",
]  # fmt: skip


@pytest.mark.parametrize("codigo", [550, 554])
@pytest.mark.parametrize("texto", PASAJEROS + DE_QUIEN_MANDA)
def test_what_passes_or_is_about_the_sender_never_closes_a_mailbox(codigo: int, texto: str):
    assert not is_del_buzon(codigo, texto)
    assert not is_definitivo(texto)


@pytest.mark.parametrize("texto", DEL_BUZON)
def test_a_mailbox_that_does_not_exist_is_closed(texto: str):
    assert is_del_buzon(550, texto)


@pytest.mark.parametrize(("codigo", "texto"), [(551, "User not local"), (553, "name not allowed"), (556, "")])
def test_some_codes_speak_of_the_mailbox_by_themselves(codigo: int, texto: str):
    assert is_del_buzon(codigo, texto)
    assert not is_del_buzon(codigo, "Sender address rejected")
