// The pages work without JavaScript. These modules make them smoother and have no build step.

import "./days.js";
import "./keyboard.js";
import "./menus.js";
import "./offline.js";
import "./notices.js";
import "./requests.js";
import "./sent_filters.js";
import "./return_to_row.js";
import "./row_menu.js";
import "./rows.js";
import "./swap_guard.js";
