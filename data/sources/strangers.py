"""Which files hold no records at all, although they are tables?

A mapping can be made for any table, but none would make records of these: they say how another file
was changed, so that what they correct has to be loaded itself.
"""

from collections.abc import Sequence

from data.sentences import Sentence, say
from data.sources import names

BEFORE = ("old_value", "old value", "原值", "旧值", "修改前", "更正前")
AFTER = ("new_value", "new value", "新值", "现值", "修改后", "更正后")


def refusal(file_name: str, columns: Sequence[str]) -> Sentence | None:
    """What the file is instead of records, if that can be told from its headers."""
    there = {names.header(column): column for column in columns}
    before, after = (
        next((there[names.header(h)] for h in known if names.header(h) in there), "")
        for known in (BEFORE, AFTER)
    )
    if before and after:
        return say("file.change_log", name=file_name, before=before, after=after)
    return None
