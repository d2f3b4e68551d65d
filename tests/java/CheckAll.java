import com.adobe.epubcheck.api.EPUBLocation;
import com.adobe.epubcheck.api.EpubCheck;
import com.adobe.epubcheck.api.MasterReport;
import com.adobe.epubcheck.messages.Message;
import com.adobe.epubcheck.messages.Severity;
import com.adobe.epubcheck.util.FeatureEnum;
import java.io.File;

/** Checks EPUB files in one Java process. Prints a line for each error and warning: FILE SEVERITY ID PLACE MESSAGE, with tabs between, then "checked N". */
public class CheckAll {
  static class Lines extends MasterReport {
    final String file;
    Lines(String file) { this.file = file; }
    @Override public void message(Message message, EPUBLocation place, Object... args) {
      Severity severity = message.getSeverity();
      if (severity == Severity.FATAL || severity == Severity.ERROR || severity == Severity.WARNING)
        System.out.println(String.join("\t", file, severity.toString(), message.getID().toString(), place.toString(), message.getMessage(args)));
    }
    @Override public void info(String resource, FeatureEnum feature, String value) {}
    @Override public int generate() { return 0; }
    @Override public void initialize() {}
  }
  public static void main(String[] files) throws Exception {
    for (String file : files) new EpubCheck(new File(file), new Lines(file)).doValidate();
    System.out.println("checked " + files.length);
  }
}
