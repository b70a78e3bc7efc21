/* Conveniences only: every page works without this file. */
(() => {
  "use strict";

  const inField = (element) => element.closest("input, select, textarea, [contenteditable]");

  /* A refused form: the summary takes the focus, so that it is read and seen first. */
  const focusSummary = (root) => root.querySelector(".c-summary[role=alert]")?.focus();

  /* What a swap says aloud: the element marked data-live inside the swapped part. */
  const announce = (root) => {
    const words = root.querySelector("[data-live]")?.textContent.trim();
    const region = document.getElementById("live");
    if (words && region) region.textContent = words;
  };

  /* "/" goes to the search box, unless the reader is typing or has switched shortcuts off. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (inField(event.target) || document.body.dataset.shortcuts === "off") return;
    const box = document.getElementById("site-search");
    if (!box || !box.checkVisibility()) return;
    event.preventDefault();
    box.focus();
  });

  /* One open menu at a time; Escape and a click elsewhere close it. */
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.c-menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details.c-menu"));
    if (event.target.closest("[data-dismiss]")) event.target.closest(".c-toast, .c-note")?.remove();
    if (event.target.closest("[data-close]") && event.target.closest("dialog")) {
      event.preventDefault();
      event.target.closest("dialog").close();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details.c-menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  /* A confirmation page shown as a dialog over the page that asked for it. */
  const showDialog = async (link) => {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const confirm = page.querySelector(".c-confirm");
    if (!answer.ok || !confirm) {
      location.assign(link.href);
      return;
    }
    const dialog = document.createElement("dialog");
    dialog.className = "c-dialog";
    dialog.setAttribute("aria-labelledby", confirm.querySelector("h1, h2").id);
    dialog.append(document.adoptNode(confirm));
    dialog.addEventListener("close", () => {
      dialog.remove();
      link.focus();
    });
    document.body.append(dialog);
    window.htmx?.process(dialog);
    dialog.showModal();
    dialog.querySelector("[data-close]")?.focus();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    showDialog(link).catch(() => location.assign(link.href));
  });

  /* A second click on a sending button does nothing; the button says that it works. */
  document.addEventListener("submit", (event) => {
    if (event.target.method === "dialog" || event.defaultPrevented) return;
    if (event.target.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    if (event.target.method !== "post" || event.target.closest("[hx-boost], [hx-post]")) return;
    event.target.setAttribute("aria-busy", "true");
    event.submitter?.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {
    for (const busy of document.querySelectorAll("[aria-busy=true]")) busy.removeAttribute("aria-busy");
  });

  /* Addresses of lists name only what was asked: empty answers stay out of them. */
  document.addEventListener("formdata", (event) => {
    if (event.target.method !== "get") return;
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });

  /* A swap keeps what stood in a select; in the filters of a list the server's answer counts. */
  const asServed = () => {
    for (const select of document.querySelectorAll(".c-filters select, .c-sortby select")) {
      select.selectedIndex = Math.max(0, [...select.options].findIndex((option) => option.defaultSelected));
    }
  };

  document.addEventListener("htmx:after:swap", (event) => {
    const root = event.detail?.ctx?.target ?? document;
    asServed();
    focusSummary(root instanceof Element ? root : document);
    announce(document);
  });
  addEventListener("DOMContentLoaded", () => focusSummary(document));
})();
