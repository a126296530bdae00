// A page that is meant for paper: its button prints it.
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
