"""The errors this package raises on purpose. Each message says the rule, what was got, and what to do next."""


class WorkbenchError(Exception):
    """Something a person can mend. Its message is one or two plain sentences, fit to be shown as they are."""


class SettingsError(WorkbenchError, ValueError):
    """A lab was given a setting it does not have, or a value outside its range."""


class DataError(WorkbenchError, ValueError):
    """A data set is missing, damaged, or not what its reader can use."""


class ExplainError(WorkbenchError, ValueError):
    """A model or a table cannot be explained in the way that was asked for."""
