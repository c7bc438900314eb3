"""Tables of an archive that no program needs: contacts, addresses, logins. Everything is made up.

They are there so that it shows if a program reads more than it has to.
"""

from __future__ import annotations

from .athlete_tables import Table

PRIVATE_TABLES: dict[str, Table] = {
    "logins.csv": [
        ["Login DateTime", "IP Address", "Login Source"],
        ["2026-10-03 18:20:05", "192.0.2.77", "web"],
    ],
    "contacts.csv": [
        ["Contact Name", "Contact Email", "Contact Phone"],
        ["Idris Vantongeren", "idris.vantongeren@example.org", "+33 1 99 00 12 34"],
    ],
    "comments.csv": [
        ["Activity ID", "Comment Date", "Comment"],
        ["12853906320", "2020-12-01 07:15:00", "My knee surgeon says hello"],
    ],
    "privacy_zones.csv": [
        ["Address", "Radius"],
        ["7 Impasse des Tilleuls, 21000 Dijon", "400.0"],
    ],
    "mobile_device_identifiers.csv": [
        ["Device Identifier", "Device Type"],
        ["6f1d7c02-5f0a-4a3e-9d52-0f4be6d3c1aa", "android"],
    ],
    "followers.csv": [
        ["Follower Athlete ID", "Follow Status", "Favorite Status"],
        ["3141592653", "Accepted", "Not favorite"],
    ],
    "clubs.csv": [
        [
            *("Club Name", "Club Description", "Club Type", "Club Sport", "City", "Country"),
            *("State", "Club Website", "Cover Photo", "Club Picture"),
        ]
    ],
    "components.csv": [["Bike Name", "Component Type", "Component Brand", "Component Model"]],
}
"""By the names of their files."""
