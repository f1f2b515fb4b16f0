"""The screens: gaps at a glance, drills on a calendar. They read through the workspace and the drills.

``app`` is the frame, ``screens`` one file a screen, ``widgets`` what they are made of, ``dialogs`` what lies over them.
``jobs`` run in other processes and alone touch catalogue, workspace and drills; ``index`` is what they leave for
drawing. ``actions`` is the one registry of keys; ``words`` the one door for texts. How a screen is added: see
``screens``.
"""
