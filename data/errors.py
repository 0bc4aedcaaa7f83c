"""What does the dashboard say when a person, not the program, made the mistake?"""


class DataError(Exception):
    """A mistake in a file, a name or a choice, told in one sentence that also says what to do."""
