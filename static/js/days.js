// Days are chosen as a named span or as a range of dates. The newer choice replaces the other.

document.addEventListener("change", (event) => {
  const { form, name, type, value } = event.target;
  if (form?.id !== "filters" || !value) return;
  if (type === "date" && value < "1900") {
    // The athlete is still typing the year.
    event.stopImmediatePropagation();
    return;
  }
  if (name === "span") for (const day of ["from", "to"]) form.elements[day].value = "";
  if (name === "from" || name === "to") form.elements.span.value = "";
}, true);
