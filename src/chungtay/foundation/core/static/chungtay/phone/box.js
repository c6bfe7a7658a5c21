// Which app this is: each keeps its own box on the telephone, its own count of wrong tries, its own files.

export const BOX = document.getElementById("app").dataset.box;
