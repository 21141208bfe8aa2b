"""The same page written otherwise gives the same records: samples rewritten in ways a person does not see."""
