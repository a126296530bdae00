"""The sample's text material, one file per chapter of the draft, read by ``deploy.sample.material``.

chapter_*.txt
    ``@eid`` says where the following points belong. A point is one line ``mark title | change | reason``: a mark of
    one character for its kind, before it ``+`` or ``-`` where people agree or object, behind it ``*`` where many
    say the same.
    In the change ``@`` stands for the provision, ``@__2`` for its second part. Under it what people say:
    ``- `` a person, ``o `` rather a unit or someone who writes for a living.
aside.txt
    ``# `` a reason for setting aside, ``- `` the opinions it answers.
asking.json
    Plain words and focus questions by draft, and what people worry about.
reasons.txt, notes.txt
    ``=key``, then lines of one letter and a sentence: the legislature's reasons, the experts' notes. A reason that
    begins with ``[pattern]`` is given only to points whose title or change has those words.
"""
