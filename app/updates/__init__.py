"""New versions of the program, brought as a signed file and put beside the old one (trust V1).

``signed`` holds who may release, ``update_file`` what a release file says, ``versions`` which
version is in use, ``starting`` how a start finds it and falls back to the one before.
"""
