"""Verify this terminal: what it is, for comparison with the office's list, also as a code to photograph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app.technician.model import Page
from kiosk_app.technician.scene import page_title
from kiosk_app.technician.view import PageView
from kiosk_app.view_models import Banner, Choice, Field, Tone

if TYPE_CHECKING:
    from kiosk_app.technician.scene import Scene


def about(scene: Scene) -> PageView:
    """A false terminal cannot show the office's fingerprints; a true one shows nothing secret here."""
    _, facts = scene.translate, scene.facts
    found = facts.about
    lead = _("Compare with the office's list, or photograph the code and send it there.")
    again = (Choice("again", _("Look again"), icon="again"),)
    if found is None:
        failed = "ReadAbout" in facts.failed
        banner = (
            Banner(_("This could not be found out. See the log."), Tone.PROBLEM)
            if failed
            else Banner(_("Reading…"), Tone.CALM, "clock")
        )
        return PageView(scene.chrome(page_title(scene, Page.ABOUT), lead), banner, choices=again)
    fields = (
        Field(_("Terminal"), facts.site.terminal),
        Field(_("Versions"), " · ".join(f"{name} {version}" for name, version in found.versions)),
        Field(_("Settings"), found.config_hash or _("cannot be read")),
        Field(_("Root of trust"), found.root or _("missing")),
        Field(_("Fleet key"), found.fleet or _("none")),
        Field(_("Head of the audit log"), found.anchor or _("cannot be read")),
    )
    return PageView(
        scene.chrome(page_title(scene, Page.ABOUT), lead), fields=fields, qr=found.payload, choices=again
    )
