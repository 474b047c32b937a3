"""Every fault the publisher's office can meet, on one page, each with a stable code.

A bad row in a spreadsheet is no fault: `build_release` returns it. These are the ones that stop a command: a file,
a key or a passphrase that is not as it must be, and what the person at the desk can do about it.
"""

from __future__ import annotations


class PublishingError(Exception):
    """A command of the publisher cannot go on; nothing was published.

    Attributes:
        code: stable name for scripts and the handbook.
    """

    code = "publishing_failed"


class WrongPassphrase(PublishingError):  # noqa: N818 - says what happened, as the other faults do
    """The passphrase does not open this key file, or the file was changed."""

    code = "wrong_passphrase"


class PassphraseTooShort(PublishingError):  # noqa: N818 - same
    """A new key is not sealed with a passphrase this short."""

    code = "passphrase_too_short"


class KeyFileDamaged(PublishingError):  # noqa: N818 - same
    """A key file cannot be read: not JSON, a field missing, or figures out of bounds."""

    code = "key_file_damaged"


class NotEnoughKeys(PublishingError):  # noqa: N818 - same
    """Fewer keys of a role are at hand than its threshold asks for."""

    code = "not_enough_keys"


class UnknownKey(PublishingError):  # noqa: N818 - same
    """The registry's root names no key of this name."""

    code = "unknown_key"


class AlreadyThere(PublishingError):  # noqa: N818 - same
    """A key, repository or stage stands where a new one was to be made; nothing is overwritten."""

    code = "already_there"


class RepositoryDamaged(PublishingError):  # noqa: N818 - same
    """The repository's own metadata is missing, unreadable or not signed by the office's keys."""

    code = "repository_damaged"


class ReleaseNotNewer(PublishingError):  # noqa: N818 - same
    """The release has a number that was already published, or an older date."""

    code = "release_not_newer"


class StageDamaged(PublishingError):  # noqa: N818 - same
    """A staged release is incomplete, or its files are not the ones its metadata names."""

    code = "stage_damaged"


class SourceUnreadable(PublishingError):  # noqa: N818 - same
    """A source folder or file cannot be read at all."""

    code = "source_unreadable"
