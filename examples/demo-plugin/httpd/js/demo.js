// A script that the web interface loads because the plugin's manifest names it.
"use strict";
document.documentElement.dataset.demoPlugin = "loaded";
