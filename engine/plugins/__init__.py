"""Plugins through pluggy: the hooks a sector team may implement, and the manager that loads them one at a time.

``spec`` holds the hook specifications and the plain types they return; ``manager`` loads, isolates and lists plugins.
Outside code imports ``anwei.engine.api`` alone.
"""
