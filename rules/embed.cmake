# Writes OUTPUT, a C++ file that holds the text of every file under RULES:
#   cmake -DRULES=<folder> -DOUTPUT=<file> -P embed.cmake
file(GLOB files RELATIVE ${RULES} ${RULES}/*.json ${RULES}/packs/*.json)
list(SORT files)
set(text "// Made by rules/embed.cmake.\n#include \"checks/model/EmbeddedRules.h\"\n\nnamespace tenantscan::model {\n\n")
string(APPEND text "const std::vector<EmbeddedFile> &embeddedRules() {\n  static const std::vector<EmbeddedFile> Files{\n")
foreach(file ${files})
  file(READ ${RULES}/${file} content)
  string(APPEND text "      {\"${file}\", R\"__rules__(${content})__rules__\"},\n")
endforeach()
string(APPEND text "  };\n  return Files;\n}\n\n} // namespace tenantscan::model\n")
file(WRITE ${OUTPUT} "${text}")
