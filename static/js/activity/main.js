// The scripts of the page of one activity.

import "./recording.js";
