"""The portal: what people see of Gazban, as pages in Persian. It calls the gateway's HTTP API and nothing else.

``app`` puts it together, ``door`` knows who is signed in, ``api`` speaks to the gateway, ``pages`` has a module for
each part of the menu, ``texts`` the English of what the pages say in Persian.
"""
