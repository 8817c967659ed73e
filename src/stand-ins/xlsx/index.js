const refuse = (name) => () => {
  throw new Error(`xlsx.${name}: spreadsheets are not part of this project`);
};

module.exports = {
  read: refuse("read"),
  readFile: refuse("readFile"),
  writeFile: refuse("writeFile"),
  utils: {
    sheet_to_json: refuse("utils.sheet_to_json"),
    aoa_to_sheet: refuse("utils.aoa_to_sheet"),
    book_new: refuse("utils.book_new"),
    book_append_sheet: refuse("utils.book_append_sheet"),
  },
};
