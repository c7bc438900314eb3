"""The tables.

Times are UTC and have no time zone in the database; Activity also has the local wall time.
"""

from __future__ import annotations

from flask_sqlalchemy import SQLAlchemy

from ..base import Base
from .activities import Activity, Document, Gear
from .archives import ArchivedActivity, ArchiveImport, SportName
from .athletes import ApiApplication, Athlete, RateLimitRow, SavedView, Token
from .duplicates import LeftOut
from .gear_reminders import GearReminder
from .goals import Goal
from .places import PrivatePlace
from .recordings import (
    Body,
    Effort,
    Measured,
    Route,
    RouteKey,
    SegmentEffort,
    StretchRow,
    Zones,
    ZoneTime,
)
from .strava_totals import StravaTotals
from .syncs import Change, SyncRun
from .tiles import Tiles, TileVisit

__all__ = [
    "Activity",
    "ApiApplication",
    "ArchiveImport",
    "ArchivedActivity",
    "Athlete",
    "Body",
    "Change",
    "Document",
    "Effort",
    "Gear",
    "GearReminder",
    "Goal",
    "LeftOut",
    "Measured",
    "PrivatePlace",
    "RateLimitRow",
    "Route",
    "RouteKey",
    "SavedView",
    "SegmentEffort",
    "SportName",
    "StravaTotals",
    "StretchRow",
    "SyncRun",
    "TileVisit",
    "Tiles",
    "Token",
    "ZoneTime",
    "Zones",
    "db",
]

db = SQLAlchemy(model_class=Base)
