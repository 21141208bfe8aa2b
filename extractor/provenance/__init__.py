"""How far a result can be trusted: the two laws, characters that lie, the grade of a document."""
