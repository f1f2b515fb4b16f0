"""The drill calendar: what is planned and owed in a year, drawn as year, month and week, and why a day will do or not.

``model`` holds plain data that jobs made; ``reasons`` and ``clashes`` think about it at every key, without asking
anybody; ``board`` is the widget, ``drawing`` its three pictures, ``span`` days marked in a row, ``page`` the screen
around it.
"""
