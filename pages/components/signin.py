"""Who is looking, and which places may they see?"""

from data.access import EVERYWHERE, Scope


def scope() -> Scope:
    """What the person in front of the page may see; everyone sees everywhere."""
    return EVERYWHERE
